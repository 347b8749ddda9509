#!/usr/bin/env node
import { execute } from '@oclif/core';
import { withDefaultVerb } from '../dist/terminal/default-verb.js';

await execute({ dir: import.meta.url, args: withDefaultVerb(process.argv.slice(2)) });
