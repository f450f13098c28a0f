import { Command } from 'commander';
import { createParser } from 'eventsource-parser';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { present } from '../../../shared/llm/dialects/fields.ts';
import { isObject, type JsonObject, parseJson } from '../../../shared/llm/json.ts';
import { roundedLosses } from '../../../shared/llm/numbers.ts';
import type { LlmError } from '../../../shared/llm/protocol/error.ts';
import { chatResponseSchema } from '../../../shared/llm/protocol/response.ts';
import { checkAnswer } from '../../../shared/llm/transform/check-answer.ts';
import type { RequestDialect } from '../../../shared/llm/transform/import.ts';
import { readAnswer } from '../../../shared/llm/transform/read-answer.ts';
import { readStream } from '../../../shared/llm/transform/read-stream.ts';
import { EXIT, Failure } from '../failure.ts';
import { readText } from '../text-file.ts';
import { dialectOption, nameOf, readRequestFile } from './files.ts';

export function parseCommand(): Command {
  return new Command('parse')
    .description("read a provider's answer into the canonical form, and list what has no canonical word")
    .addOption(dialectOption('--from <dialect>', 'what the answer is written in').makeOptionMandatory())
    .option('--stream', 'the file holds server-sent events')
    .option('--request <file>', 'the request that it answers: checks what its schemas ask for')
    .addOption(
      dialectOption('--request-from <dialect>', 'how the request is written (default: what it looks like)'),
    )
    .option('--json', 'print as JSON, as it always does')
    .argument('<file>', 'the answer (- is standard input)')
    .addHelpText(
      'after',
      `
Prints {"response","losses"}, "error" where a stream broke off or ended in one, and with --request "violations": where
the answer is not what the schemas of the request ask for, whether or not the provider enforces them.
Exit code: 0 a whole answer, 1 a broken one or one with violations, 2 bad usage.

Examples:
  parallax llm parse --from anthropic --stream answer.sse
  parallax llm parse --from openai-chat --request examples/llm/structured.json answer.json`,
    )
    .action(parse);
}

interface ParseOptions {
  readonly from: RequestDialect;
  readonly stream?: boolean;
  readonly request?: string;
  readonly requestFrom?: RequestDialect;
}

function parse(file: string, options: ParseOptions): void {
  const text = readText(file);
  const { value, losses, error } = options.stream
    ? streamed(file, text, options.from)
    : whole(file, text, options.from);
  const violations =
    options.request === undefined
      ? undefined
      : checkAnswer(readRequestFile(options.request, options.requestFrom).request, value);
  const said = { response: value, losses, ...present({ error, violations }) };
  console.log(JSON.stringify(said, null, 2));
  if (error !== undefined || (violations ?? []).length > 0) process.exitCode = EXIT.error;
}

type Parsed = ReturnType<typeof readStream>;

function whole(file: string, text: string, from: RequestDialect): Parsed {
  const json = parseJson(text);
  if (!isObject(json))
    throw new Failure(
      'invalid_response',
      `${nameOf(file)} is no JSON object${isEvents(text) ? ': --stream reads server-sent events' : ''}.`,
    );
  if (from === 'canonical') return canonical(file, json, text);
  const read = readAnswer(adapterOf(from), json, text, RECORDED);
  if (read === null)
    return failed({ code: 'invalid_response', message: `The JSON holds no answer in ${from}.` });
  if (!('error' in read)) return read;
  // Which status it came with is not recorded.
  const { status: _, ...error } = read.error;
  return failed(error);
}

/** What is in no dialect has lost nothing but digits. */
function canonical(file: string, json: JsonObject, text: string): Parsed {
  const parsed = chatResponseSchema.safeParse(json);
  if (parsed.success) return { value: parsed.data, losses: roundedLosses(text, false) };
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'the answer';
  throw new Failure(
    'invalid_response',
    `${nameOf(file)} is no canonical answer: ${where}: ${issue?.message}.`,
  );
}

function streamed(file: string, text: string, from: RequestDialect): Parsed {
  if (from === 'canonical')
    throw new Failure(
      'usage',
      'The canonical protocol has no server-sent events: --stream takes the dialect of a provider.',
    );
  const events = eventsOf(text);
  if (events.length === 0)
    throw new Failure(
      'invalid_response',
      `${nameOf(file)} holds no server-sent events${isObject(parseJson(text)) ? ': leave --stream out for JSON' : ''}.`,
    );
  return readStream(adapterOf(from), events);
}

function failed(error: LlmError): Parsed {
  return { value: { candidates: [] }, losses: [], error };
}

const RECORDED = 200;

function isEvents(text: string): boolean {
  return /^(data|event):/m.test(text);
}

function eventsOf(text: string): { event?: string; data: string }[] {
  const events: { event?: string; data: string }[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => events.push(event === undefined ? { data } : { event, data }),
  });
  parser.feed(text);
  // The last event counts even where its empty line is missing.
  parser.reset({ consume: true });
  return events;
}
