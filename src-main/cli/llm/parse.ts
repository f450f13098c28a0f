import { Command, Option } from 'commander';
import { createParser } from 'eventsource-parser';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { DialectAdapter } from '../../../shared/llm/dialects/dialect.ts';
import { present } from '../../../shared/llm/dialects/fields.ts';
import { isObject, parseJson } from '../../../shared/llm/json.ts';
import type { Conversion } from '../../../shared/llm/losses/loss.ts';
import { roundedLoss, roundedNumbers } from '../../../shared/llm/numbers.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { DIALECTS } from '../../../shared/llm/protocol/part.ts';
import type { ChatResponse } from '../../../shared/llm/protocol/response.ts';
import { checkAnswer } from '../../../shared/llm/transform/check-answer.ts';
import type { RequestDialect } from '../../../shared/llm/transform/import.ts';
import { readStream } from '../../../shared/llm/transform/read-stream.ts';
import { EXIT, Failure } from '../failure.ts';
import { readText } from '../text-file.ts';
import { dialectOption, readRequestFile } from './files.ts';

export function parseCommand(): Command {
  return new Command('parse')
    .description("read a provider's answer into the canonical form, and list what has no canonical word")
    .addOption(
      new Option('--from <dialect>', 'what the answer is written in')
        .choices([...DIALECTS])
        .makeOptionMandatory(),
    )
    .option('--stream', 'the file holds server-sent events')
    .option('--request <file>', 'the request that it answers: checks what its schemas ask for')
    .addOption(
      dialectOption('--request-from <dialect>', 'how the request is written (default: what it looks like)'),
    )
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
  readonly from: Dialect;
  readonly stream?: boolean;
  readonly request?: string;
  readonly requestFrom?: RequestDialect;
}

function parse(file: string, options: ParseOptions): void {
  const adapter = adapterOf(options.from);
  const text = readText(file);
  const { value, losses, error } = options.stream
    ? readStream(adapter, eventsOf(text))
    : { ...whole(adapter, file, text), error: undefined };
  const violations =
    options.request === undefined
      ? undefined
      : checkAnswer(readRequestFile(options.request, options.requestFrom), value);
  const said = { response: value, losses, ...present({ error, violations }) };
  console.log(JSON.stringify(said, null, 2));
  if (error !== undefined || (violations ?? []).length > 0) process.exitCode = EXIT.error;
}

function whole(adapter: DialectAdapter, file: string, text: string): Conversion<ChatResponse> {
  const json = parseJson(text);
  if (!isObject(json)) throw new Failure('invalid_response', `${file} is no JSON object.`);
  const { value, losses } = adapter.readResponse(json);
  return { value, losses: [...losses, ...roundedNumbers(text).map(roundedLoss)] };
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
