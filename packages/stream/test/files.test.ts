import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Notice, RowWriter, type TableOptions, TableReader } from '../src/index.ts';
import { readAll } from './read-all.ts';
import { textSource } from './text-source.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const read = async (text: string | Uint8Array, options: TableOptions = {}) => {
  const notices: Notice[] = [];
  const reader = await TableReader.open(textSource(text), {
    target: 'y',
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  return { ...(await readAll(reader)), reader, notices: notices.map(({ message }) => message) };
};
const failure = (text: string | Uint8Array, options: TableOptions = {}) =>
  read(text, options).then(
    () => 'no error',
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );

describe('the first bytes name what is not a table', () => {
  it.each([
    ['PK\x03\x04\x14\x00\x06\x00[Content_Types].xml', 'an Excel workbook (xlsx)'],
    ['PK\x03\x04\x14\x00data.csv', 'a zip archive'],
    ['\xfd7zXZ\x00\x00', 'packed with xz'],
    ['BZh91AY&SY\x00', 'packed with bzip2'],
    ['SQLite format 3\x00', 'a SQLite database'],
    ['%PDF-1.7\n', 'a PDF'],
    ['\x89PNG\r\n\x1a\n', 'an image'],
    ['\xff\xd8\xff\xe0', 'an image'],
    ['<!DOCTYPE html><html>', 'a web page (HTML)'],
    ['<?xml version="1.0"?>', 'XML'],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Excel workbook'],
    ['ARROW1\x00\x00', 'an Arrow or Feather file'],
    ['Obj\x01\x04', 'an Avro file'],
    ['\x89HDF\r\n\x1a\n', 'an HDF5'],
    ['\x93NUMPY\x01\x00', 'a NumPy array'],
    ['\x80\x04\x95\x10', 'a Python pickle'],
    ['RDX3\nX\n', 'an R data file'],
    ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
    ['\x7fELF\x02', 'a program'],
    ['version https://git-lfs.github.com/spec/v1\n', 'a pointer of Git LFS'],
    ['a\x00,\x00y\x00\n\x001\x00,\x002\x00\n\x00', '--encoding utf-16le reads'],
    ['\x00a\x00,\x00y\x00\n\x001\x00,\x002\x00\n', '--encoding utf-16be reads'],
    ['% made by hand\n@RELATION iris\n@data\n', 'an ARFF file'],
    ['-- a dump\nCREATE TABLE t (x int);\n', 'an SQL script'],
    ['---\n- x: 1\n  y: 2\n', 'YAML'],
  ])('%j', async (text, what) => {
    const message = await failure(bytes(text));
    expect(message).toContain('FORMAT: test.csv is ');
    expect(message).toContain(what);
    expect(message).toMatch(/: .+: .+/);
  });

  it('also inside gzip, and never a table whose header only looks like it', async () => {
    expect(await failure(new Uint8Array(gzipSync(bytes('%PDF-1.7'))))).toContain('a PDF');
    expect(await failure(new Uint8Array(gzipSync(gzipSync('x,y\n1,2\n'))))).toContain('once more, with gzip');
    for (const header of ['ID3,y', 'ORC,y', 'MZ,y', 'BM,y', 'version,y', 'OggS,y'])
      expect((await read(`${header}\n1,2\n`)).inputs).toEqual([[1]]);
  });
});

describe('a table in a form that is not looked for', () => {
  it.each([
    ['x y\n1 2\n3 4\n', 'if a space or another sign stands between its values, --delimiter says so'],
    [
      '{"data":[{"x":1,"y":2},{"x":3,"y":4}]}',
      'where one JSON object holds all rows, give the list inside it',
    ],
    ['{"x":[1,2],"y":[3,4]}', 'where one JSON object holds all rows, give the list inside it'],
    ['[[1,2],[3,4]]', 'is not an object, wanted one like'],
    ['{"x":1,"y":2}{"x":3,"y":4}', 'several objects stand on one line: wanted one object a line'],
  ])('%j is refused with what to do', async (text, sentence) => {
    expect(await failure(text)).toContain(sentence);
  });
});

describe('CSV in other forms', () => {
  it('reads what Excel and old programs put around it', async () => {
    expect((await read('sep=;\nx;y\n1;2\n')).inputs).toEqual([[1]]);
    expect((await read('"sep=|"\r\nx|y\r\n1|2\r\n')).inputs).toEqual([[1]]);
    const { inputs, notices } = await read('x,y\n1,2\n\x1a');
    expect([inputs, notices[0]]).toEqual([[[1]], expect.stringContaining('Ctrl-Z')]);
    expect((await read('x,y\n1,2\n\x00\x00\x00')).notices[0]).toContain('NULs');
  });

  it('names a title line, and what write.table writes', async () => {
    expect(await failure('Report 2024\na,b,y\n1,2,3\n4,5,6\n')).toContain(
      'the first line, "Report 2024", is a title and not the header (the next lines have 3 values): pass over it with --skip-lines 1',
    );
    expect((await read('Report 2024\na,b,y\n1,2,3\n4,5,6\n', { skipLines: 1 })).inputs).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(await failure('a,y\n1,2,3\n2,5,6\n')).toContain("as R's write.table writes it with row names");
  });

  it.each([';', '\t', '|'])(
    'takes a comma in the rows for that of decimals where the header has %j',
    async (delimiter) => {
      const lines = ['x', '0,5', '-1.250,75', '3,0'].map(
        (value) => `${value}${delimiter}${value === 'x' ? 'y' : '7,25'}`,
      );
      const { inputs, reader } = await read(`${lines.join('\n')}\n`);
      expect(inputs).toEqual([[0.5], [-1250.75], [3]]);
      expect(reader.schema.targets[0]).toMatchObject({ task: 'regression', notation: 'decimal comma' });
    },
  );

  it('is cut as the user says', async () => {
    expect((await read("x,y\n'a,b',2\n", { quote: "'" })).reader.schema.columns[0]?.type).toBe('category');
    expect((await read('x,y\n"a,2\n', { quote: '' })).lines).toEqual([2]);
    const commented = await read('# made by hand\nx,y\n1,2\n#3,4\n5,6\n"7",8\n# end', { comment: '#' });
    expect([commented.inputs, commented.lines]).toEqual([
      [[1], [5], [7]],
      [3, 5, 6],
    ]);
    const bare = await read('1,2\n3,4\n', { header: false, target: 'column 2' });
    expect([bare.inputs, bare.lines]).toEqual([
      [[1], [3]],
      [1, 2],
    ]);
  });
});

describe('text is decoded strictly', () => {
  const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

  it('Windows-1252 where it is sure, which is said', async () => {
    const { reader, notices } = await read(latin1('x,y\n1,Mähl\n2,Möhl\n3,Mühl\n'));
    expect(reader.classes).toEqual(['Mähl', 'Möhl', 'Mühl']);
    expect(notices).toEqual(['test.csv is Windows-1252 text; --encoding says otherwise']);
  });

  it('what is neither UTF-8 nor surely Windows-1252 is refused with line and byte, or read as the user says', async () => {
    // Polish in ISO 8859-2, Russian in Windows-1251.
    const polish = latin1('x,y\n1,\xb3\xf3d\xbc\n2,k\xb1t\n');
    expect(await failure(polish)).toBe(
      'FORMAT: test.csv line 2: byte 0xB3 (at 6) is not UTF-8; say what the text is encoded in with --encoding, such as windows-1252, iso-8859-2 or shift_jis',
    );
    expect((await read(polish, { encoding: 'iso-8859-2' })).reader.classes).toEqual(['łódź', 'kąt']);
    expect(await failure(latin1('x,y\n1,\xcc\xee\xf1\xea\xe2\xe0\n'))).toContain('is not UTF-8');
  });

  it('a bad byte far behind is a bad row', async () => {
    const late = `x,y\n${'1,abc\n'.repeat(20_000)}`;
    const text = latin1(`${late}2,M\xfchl\n"q",M\xfchl\n3,abc\n`);
    expect(await failure(text)).toBe(
      'BAD_ROW: test.csv line 20002: byte 0xFC (at 120007) is not UTF-8; --encoding says what the text is encoded in',
    );
    const { reader } = await read(text, { onBadRow: 'skip' });
    expect([reader.badRows, reader.rows]).toEqual([2, 20_001]);
    expect(await failure(latin1(`${'{"x":1,"y":"a"}\n'.repeat(9000)}{"x":1,"y":"\xfc"}\n`))).toContain(
      'line 9001: byte 0xFC',
    );
  });

  it.each([
    ['caf\xe9', 'the last letter of a word'],
    ['\xe4', 'a letter alone'],
    ['"\xe4"', 'a letter in quotes'],
    ['na\xefve', 'a letter inside a word'],
  ])('%j far behind the first rows, %s, is never replaced', async (word) => {
    const rows = Array.from({ length: 5000 }, (_, at) => `plain text number ${at % 7},${at % 5}\n`).join('');
    for (const end of [`${word},1\n`, `${word},1`, `x,1\ny,2\n${word},1\n`]) {
      const error = await failure(bytes(`x,y\n${rows}${end}`));
      expect(error).toMatch(/BAD_ROW: test\.csv line 500[24]: byte 0xE[49F] \(at \d+\) is not UTF-8/i);
      expect(error).toContain('--encoding');
    }
    const { reader } = await read(bytes(`x,y\n${rows}${word},1\n`), { encoding: 'windows-1252' });
    expect(reader.state().vocabulary).toContain(word.replaceAll('"', ''));
  });

  it('a character that stands for others may be in the text itself', async () => {
    expect((await read('x,y\n1,a\uFFFDb\n2,ü\n')).reader.classes).toEqual(['a\uFFFDb', 'ü']);
  });

  it('resumes in the middle of it', async () => {
    const text = latin1('x,y\n1,Mähl\n2,Möhl\n3,Mühl\n');
    const first = await TableReader.open(textSource(text), { target: 'y' });
    await first.read(first.createBatch(1), 1);
    const second = await TableReader.from(first.state(), textSource(text));
    expect((await readAll(second)).inputs).toEqual([[2], [3]]);
  });
});

describe('JSON in other forms', () => {
  it('reads an array, on one line or over many, and resumes at each of its elements', async () => {
    const rows = [
      { x: 1, y: 2 },
      { x: 3, n: { z: ['a]', '}'] }, y: 4 },
      { x: 5, y: 6 },
    ];
    for (const text of [
      JSON.stringify(rows),
      JSON.stringify(rows, null, 2),
      ` [\n${rows.map((row) => JSON.stringify(row)).join(' ,\n')}\n]\n`,
    ])
      for (let cut = 0; cut <= 3; cut += 1) {
        const source = textSource(text, { piece: 7 });
        const first = await TableReader.open(source, { target: 'y' });
        await first.read(first.createBatch(4), cut);
        const second = await TableReader.from(first.state(), source);
        expect((await readAll(second)).truths).toEqual([2, 4, 6].slice(cut));
      }
    const { lines } = await read(JSON.stringify(rows, null, 2));
    expect(lines).toEqual([2, 6, 16]);
  });

  it('reads NaN and Infinity as no value, as in CSV', async () => {
    const { inputs } = await read(
      '{"x": 1, "y": 1}\n{"x": NaN, "y": 2}\n{"x": -Infinity, "y": 3}\n{"x": 2, "y": 4, "s": "NaN"}\n',
    );
    expect(inputs.map(([x]) => x)).toEqual([1, Number.NaN, Number.NaN, 2]);
    expect((await read('x,y\n1,1\nNaN,2\n-inf,3\n')).inputs).toEqual([[1], [Number.NaN], [Number.NaN]]);
  });

  it('explains one object over several lines, and Python’s own form', async () => {
    expect(await failure('{\n"x": 1\n}\n')).toContain('one object over several lines is not JSON Lines');
    expect(await failure("{'x': 1, 'y': 2}\n")).toContain('keys stand in double quotes');
  });
});

describe('sparse rows', () => {
  it('are read from Vowpal Wabbit’s text', async () => {
    const { reader, inputs, truths } = await read('1 2.0 tag|a x:0.5 y |b:2 x\n-1 |a x:1\n| z\n', {
      target: 'label',
    });
    expect(reader.schema.columns.map(({ name }) => name)).toEqual(['a^x', 'a^y', 'b^x', 'z']);
    expect([inputs, truths]).toEqual([
      [
        [0.5, 1, 2, Number.NaN],
        [1, Number.NaN, Number.NaN, Number.NaN],
      ],
      [1, -1],
    ]);
    expect(reader.unlabelledRows).toBe(1);
  });

  it('are read from libsvm’s', async () => {
    const { reader, truths } = await read('+1 1:0.5 7:2 # a comment\n-1 2:1e-3\n', { target: 'label' });
    expect(reader.schema.columns.map(({ name }) => name)).toEqual(['1', '7', '2']);
    expect(truths).toEqual([1, -1]);
    expect(await failure('1 1:0.5\n1 a\n', { target: 'label' })).toContain(
      'has the feature "a", wanted index:number',
    );
  });

  it('of thousands of keys are hashed, the same whether they were looked at first or resumed', async () => {
    const rows = Array.from({ length: 700 }, (_, row) => ({
      always: row,
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, key) => [
          `w${(row * 7919 + key * 104_729) % 9001}`,
          key % 3 === 0 ? `v${row % 5}` : 1 + key / 7,
        ]),
      ),
      y: row % 2,
    }));
    const text = rows.map((row) => JSON.stringify(row)).join('\n');
    const options = { target: 'y', featureBuckets: 64, inferRows: 300 };
    const { reader, inputs } = await read(text, options);
    expect(reader.schema.columns).toEqual([
      { name: 'always', type: 'number', missing: false, origin: 0, scale: 1 },
      { name: '[features]', type: 'features', missing: false, buckets: 64 },
    ]);
    expect(inputs[0]!.filter((value) => value !== 0).length).toBeGreaterThan(10);
    for (const cut of [0, 5, 299, 300, 512]) {
      const first = await TableReader.open(textSource(text), options);
      await first.read(first.createBatch(cut + 1), cut);
      const second = await TableReader.from(first.state(), textSource(text));
      expect((await readAll(second)).inputs).toEqual(inputs.slice(cut));
    }
    // A row writer of that schema, which answers single rows, reads them in the same way.
    const { schema, vocabulary } = JSON.parse(JSON.stringify(reader.state())) as {
      schema: string;
      vocabulary: string;
    };
    const writer = new RowWriter({ target: 'y', schema: JSON.parse(schema), vocabulary });
    const one = writer.createBatch(1);
    for (const at of [0, 1, 699]) {
      expect(writer.write(rows[at], one)).toBe('written');
      expect([...one.inputs.data]).toEqual(inputs[at]);
    }
    const array = await read(JSON.stringify(rows), options);
    expect(array.inputs).toEqual(inputs);
  });
});
