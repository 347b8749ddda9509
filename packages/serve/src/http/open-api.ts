const ERROR = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: { code: { type: 'string' }, message: { type: 'string' }, column: { type: 'string' } },
      required: ['code', 'message'],
    },
  },
};

const VALUE = { type: ['string', 'number', 'boolean', 'object', 'null'] };

const PREDICTION = {
  value: { ...VALUE, description: 'What the row is predicted to be; null before the first label.' },
  probability: { type: ['number', 'object'], description: 'Of yes or true.' },
  probabilities: { type: 'object', additionalProperties: { type: 'number' } },
};

const PREDICT = {
  type: 'object',
  required: ['features'],
  additionalProperties: false,
  properties: {
    id: {
      type: 'string',
      minLength: 1,
      maxLength: 256,
      description: 'The row waits under it for its label.',
    },
    features: { type: 'object', description: 'The columns and their values; any may be missing.' },
  },
};

const PREDICTED = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    ...PREDICTION,
    expectedError: {
      type: ['number', 'null'],
      description: 'The probability of any other value; of a number the mean distance so far.',
    },
    version: { type: 'integer', description: 'Rows learned from before this answer.' },
    duplicate: { type: 'boolean', description: 'The same row waited under this id already.' },
  },
};

const LEARNED = {
  type: 'object',
  properties: {
    status: { enum: ['learned', 'duplicate'] },
    sequence: { type: 'integer', description: 'The event that it became.' },
    prediction: { type: 'object', properties: PREDICTION },
    loss: { type: ['number', 'null'] },
    drift: { type: 'boolean' },
  },
};

const PENDING = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    status: { enum: ['waiting', 'learned', 'expired'] },
    since: { type: 'integer', description: 'When it was predicted, in milliseconds since 1970.' },
    until: { type: ['number', 'null'], description: 'Until when its label may come; null = without limit.' },
    label: { ...VALUE, description: 'The label that it was learned with.' },
  },
};

const DROPPED = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    status: { enum: ['dropped'] },
    sequence: LEARNED.properties.sequence,
  },
};

function learn(targets: readonly string[]): object {
  const label =
    targets.length === 1
      ? { type: ['string', 'number', 'boolean'], description: `The value of ${targets[0]}.` }
      : { type: 'object', required: targets };
  return {
    type: 'object',
    additionalProperties: false,
    properties: { id: PREDICT.properties.id, features: PREDICT.properties.features, label },
    anyOf: [{ required: ['id', 'label'] }, { required: ['features'] }],
  };
}

/** Describes the routes as OpenAPI 3.1. */
export function openApi(targets: readonly string[], hasToken: boolean): object {
  const content = (schema: object): object => ({ 'application/json': { schema } });
  const failures = (...statuses: readonly (readonly [status: number, description: string])[]): object =>
    Object.fromEntries(
      [
        [400, 'The request cannot be used.'],
        ...(hasToken ? [[401, 'The token is missing or wrong.']] : []),
        [403, 'The model was opened for reading.'],
        [408, 'The body did not come to its end.'],
        [413, 'The body is too large.'],
        [429, 'Too much is waiting: ask again after the seconds of Retry-After.'],
        [503, 'The event could not be made durable, and nothing was learned from it.'],
        ...statuses,
      ].map(([status, description]) => [String(status), { description, content: content(ERROR) }]),
    );
  const ok = (description: string, schema: object): object => ({
    '200': { description, content: content(schema) },
  });
  const body = (schema: object): object => ({ required: true, content: content(schema) });
  const any = { type: 'object' };
  const either = { oneOf: [PREDICT, learn(targets)] };
  return {
    openapi: '3.1.0',
    info: { title: `A model of ${targets.join(', ')} that learns while it answers`, version: '1' },
    ...(hasToken
      ? {
          components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
          security: [{ token: [] }],
        }
      : {}),
    paths: {
      '/v1/predict': {
        post: {
          summary: 'Predict a row; with an id it waits for its label.',
          requestBody: body(PREDICT),
          responses: {
            ...ok('The prediction.', PREDICTED),
            ...failures([409, 'The id is taken by another row.']),
          },
        },
      },
      '/v1/learn': {
        post: {
          summary: 'Learn the label of a row that waits, or a row with its label.',
          requestBody: body(learn(targets)),
          responses: {
            ...ok('It was learned from, now or before.', LEARNED),
            ...failures(
              [404, 'No row was predicted with this id.'],
              [409, 'It has another label.'],
              [410, 'The label has come too late.'],
            ),
          },
        },
      },
      '/v1/batch': {
        post: {
          summary:
            'Many of both, answered in their order: a list, or lines of JSON that are answered as they come.',
          requestBody: {
            required: true,
            content: {
              ...content({ type: 'array', maxItems: 10_000, items: either }),
              'application/x-ndjson': { schema: either },
            },
          },
          responses: {
            ...ok('An answer, or an error, for each.', { type: 'array', items: any }),
            ...failures(),
          },
        },
      },
      '/v1/pending/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: PREDICT.properties.id }],
        get: {
          summary: 'What became of an id.',
          responses: {
            ...ok('It waits for its label, has it, or has expired.', PENDING),
            ...failures([404, 'No row was predicted with this id, or that is too long ago.']),
          },
        },
        delete: {
          summary: 'Forget a row that waits: nobody will bring its label.',
          responses: {
            ...ok('It waits no more.', DROPPED),
            ...failures(
              [404, 'No row was predicted with this id.'],
              [409, 'It has its label.'],
              [410, 'It waits no more.'],
            ),
          },
        },
      },
      '/v1/model': {
        get: {
          summary: 'The score beside baselines, drifts, digest, challenger.',
          responses: ok('The report.', any),
        },
      },
      '/v1/checkpoint': {
        post: { summary: 'Save now.', responses: { ...ok('It is durable.', any), ...failures() } },
      },
      '/v1/promote': {
        post: {
          summary: 'Let the challenger answer from now on.',
          responses: { ...ok('It does.', any), ...failures([409, 'Nothing learns beside.']) },
        },
      },
      '/livez': {
        get: { summary: 'Whether the process answers.', security: [], responses: ok('It does.', any) },
      },
      '/readyz': {
        get: {
          summary: 'Whether it takes events in.',
          security: [],
          responses: { ...ok('It does.', any), ...failures() },
        },
      },
      '/metrics': {
        get: { summary: 'Figures for Prometheus.', responses: { '200': { description: 'Text.' } } },
      },
    },
  };
}
