import { StreamError } from '../stream-error.js';

type Kind = {
  readonly what: string;
  readonly todo: string;
  /** The first bytes, as text of one character a byte. */
  readonly starts?: readonly string[];
  readonly matches?: (text: string) => boolean;
};

const EXPORT = 'export it as CSV or Parquet';

const KINDS: readonly Kind[] = [
  {
    what: 'an Excel workbook (xlsx)',
    todo: 'save it as CSV',
    matches: (text) => text.startsWith('PK\x03\x04') && /xl\/|\[Content_Types\]/.test(text),
  },
  {
    what: 'an OpenDocument file',
    todo: 'save it as CSV',
    matches: (text) => text.startsWith('PK\x03\x04') && text.includes('mimetypeapplication/vnd.oasis'),
  },
  {
    what: 'a NumPy archive (npz)',
    todo: EXPORT,
    matches: (text) => text.startsWith('PK\x03\x04') && text.slice(0, 200).includes('.npy'),
  },
  { what: 'a zip archive', todo: 'unzip it, and give the file inside', starts: ['PK\x03\x04', 'PK\x05\x06'] },
  {
    what: 'an old Excel workbook (xls) or another Office file',
    todo: 'save it as CSV',
    starts: ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  },
  { what: 'packed with xz', todo: 'unpack it with xz -d', starts: ['\xfd7zXZ\x00'] },
  {
    what: 'packed with bzip2',
    todo: 'unpack it with bzip2 -d',
    matches: (text) => /^BZh[1-9]1AY&SY/.test(text),
  },
  { what: 'packed with lz4', todo: 'unpack it with lz4 -d', starts: ['\x04"M\x18'] },
  { what: 'packed with compress (.Z)', todo: 'unpack it with uncompress', starts: ['\x1f\x9d'] },
  { what: 'a 7-Zip archive', todo: 'unpack it, and give the file inside', starts: ["7z\xbc\xaf'\x1c"] },
  { what: 'a RAR archive', todo: 'unpack it, and give the file inside', starts: ['Rar!\x1a\x07'] },
  {
    what: 'a tar archive',
    todo: 'unpack it with tar -x, and give the file inside',
    matches: (text) => text.slice(257, 262) === 'ustar',
  },
  {
    what: 'a SQLite database',
    todo: 'export a table of it: sqlite3 -csv -header FILE "select * from …"',
    starts: ['SQLite format 3\x00'],
  },
  { what: 'a PDF', todo: 'give the table itself, as CSV', starts: ['%PDF-'] },
  {
    what: 'an image',
    todo: 'wanted a table: CSV, JSON Lines or Parquet',
    starts: ['\x89PNG', '\xff\xd8\xff', 'GIF87a', 'GIF89a', 'II*\x00', 'MM\x00*'],
    matches: (text) => text.startsWith('RIFF') && text.startsWith('WEBP', 8),
  },
  {
    what: 'sound or video',
    todo: 'wanted a table: CSV, JSON Lines or Parquet',
    starts: ['OggS\x00', 'fLaC\x00', 'ID3\x02', 'ID3\x03', 'ID3\x04', '\x1aE\xdf\xa3'],
    matches: (text) =>
      (text.startsWith('RIFF') && /^(?:WAVE|AVI )/.test(text.slice(8))) ||
      (text.startsWith('\x00\x00') && text.startsWith('ftyp', 4)),
  },
  {
    what: 'a web page (HTML), perhaps the error page of a download',
    todo: 'download the file itself',
    matches: (text) => /^\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b/is.test(text),
  },
  {
    what: 'XML',
    todo: 'make CSV or JSON Lines of it',
    matches: (text) => /^\s*<(?:\?xml|[A-Za-z][\w:.-]*[\s>])/.test(text),
  },
  { what: 'an Arrow or Feather file', todo: 'write it as Parquet', starts: ['ARROW1', 'FEA1'] },
  {
    what: 'an ORC file',
    todo: 'write it as Parquet',
    matches: (text) =>
      text.startsWith('ORC') &&
      text.charCodeAt(3) < 0x20 &&
      text[3] !== '\n' &&
      text[3] !== '\r' &&
      text[3] !== '\t',
  },
  { what: 'an Avro file', todo: 'write it as Parquet', starts: ['Obj\x01'] },
  { what: 'an HDF5 or MATLAB 7.3 file', todo: EXPORT, starts: ['\x89HDF\r\n\x1a\n'] },
  { what: 'a MATLAB file', todo: EXPORT, starts: ['MATLAB 5.0 MAT-file'] },
  { what: 'a NumPy array (npy)', todo: EXPORT, starts: ['\x93NUMPY'] },
  {
    what: 'a Python pickle',
    todo: 'write it with to_parquet or to_csv',
    starts: ['\x80\x02', '\x80\x03', '\x80\x04\x95', '\x80\x05\x95'],
  },
  {
    what: 'an R data file',
    todo: 'write it with write.csv(…, row.names = FALSE)',
    starts: ['RDX2\n', 'RDX3\n', 'RDA3\n', 'X\n\x00\x00\x00'],
  },
  { what: 'an SPSS file', todo: EXPORT, starts: ['$FL2', '$FL3'] },
  { what: 'a Stata file', todo: EXPORT, starts: ['<stata_dta>'] },
  {
    what: 'a program',
    todo: 'wanted a table: CSV, JSON Lines or Parquet',
    starts: ['\x7fELF', 'MZ\x90\x00', '\xcf\xfa\xed\xfe', '\xca\xfe\xba\xbe'],
  },
  { what: 'a rich text document', todo: 'save it as plain text', starts: ['{\\rtf'] },
  { what: 'packed once more, with gzip', todo: 'unpack it with gzip -d', starts: ['\x1f\x8b'] },
  { what: 'packed once more, with Zstandard', todo: 'unpack it with zstd -d', starts: ['(\xb5/\xfd'] },
  {
    what: 'an ARFF file of Weka',
    todo: 'save it as CSV',
    matches: (text) => /^(?:\s*%.*\n)*\s*@relation\s/i.test(text),
  },
  {
    what: 'an SQL script',
    todo: 'run it in a database, and export the table as CSV',
    matches: (text) =>
      /^(?:\s*--.*\n|\s*\/\*.*?\*\/;?)*\s*(?:create table|drop table|insert into)\s/is.test(text),
  },
  {
    what: 'YAML',
    todo: 'make CSV or JSON Lines of it',
    matches: (text) => /^---\r?\n\s*(?:- )?[\w ]+:/.test(text),
  },
  {
    what: 'a pointer of Git LFS, not the file itself',
    todo: 'fetch it with git lfs pull',
    starts: ['version https://git-lfs'],
  },
];

/**
 * Refuses files that people give for tables, by what they are and what to do.
 *
 * @param head - the first bytes, at least 512 where the file has as many.
 * @throws StreamError `FORMAT`.
 */
export function refuseKind(head: Uint8Array, name: string): void {
  const text = Array.from(head.subarray(0, 512), (byte) => String.fromCharCode(byte)).join('');
  // The most telling first: a Stata file looks like XML too.
  const kind =
    KINDS.find(({ starts }) => starts?.some((start) => text.startsWith(start)) === true && !isZip(text)) ??
    KINDS.find(
      ({ starts = [], matches }) =>
        matches?.(text) === true || starts.some((start) => text.startsWith(start)),
    );
  if (kind !== undefined)
    throw new StreamError('FORMAT', `${name} is ${kind.what}, not a table that can be read: ${kind.todo}`, {
      place: { source: name },
    });
  // Old programs fill the end of a text with NULs.
  let end = text.length;
  while (text[end - 1] === '\x00') end -= 1;
  const body = text.slice(0, end);
  if (!body.includes('\x00\x00') && (body.split('\x00').length - 1) * 4 <= body.length) return;
  const nuls = [0, 0];
  for (let at = 0; at < body.length; at += 1) if (body[at] === '\x00') nuls[at % 2]! += 1;
  const isBigEndian = nuls[0]! > nuls[1]!;
  throw new StreamError(
    'FORMAT',
    `${name} is binary, or UTF-16 without its mark: wanted CSV, JSON Lines or Parquet; --encoding ${isBigEndian ? 'utf-16be' : 'utf-16le'} reads the latter`,
    { place: { source: name } },
  );
}

function isZip(text: string): boolean {
  return text.startsWith('PK');
}
