import { Command, Option } from 'commander';
import { createParser } from 'eventsource-parser';
import { adapterOf, SPOKEN } from '../../../shared/llm/dialects/adapters.ts';
import type { DialectAdapter } from '../../../shared/llm/dialects/dialect.ts';
import { isObject } from '../../../shared/llm/json.ts';
import type { Conversion } from '../../../shared/llm/losses/loss.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import type { ChatResponse } from '../../../shared/llm/protocol/response.ts';
import { readStream } from '../../../shared/llm/transform/read-stream.ts';
import { EXIT, Failure } from '../failure.ts';
import { readJsonFile, readText } from './files.ts';

export function parseCommand(): Command {
  return new Command('parse')
    .description("read a provider's answer into the canonical form, and list what has no canonical word")
    .addOption(
      new Option('--from <dialect>', 'what the answer is written in')
        .choices([...SPOKEN])
        .makeOptionMandatory(),
    )
    .option('--stream', 'the file holds server-sent events')
    .argument('<file>', 'the answer (- is standard input)')
    .addHelpText(
      'after',
      `
Prints {"response","losses"}, and "error" where a stream broke off or ended in one.
Exit code: 0 a whole answer, 1 a broken one, 2 bad usage.

Example:
  parallax llm parse --from anthropic --stream answer.sse`,
    )
    .action(parse);
}

function parse(file: string, options: { readonly from: Dialect; readonly stream?: boolean }): void {
  const adapter = adapterOf(options.from);
  if (options.stream) {
    const { value, losses, error } = readStream(adapter, eventsOf(readText(file)));
    console.log(
      JSON.stringify({ response: value, losses, ...(error === undefined ? {} : { error }) }, null, 2),
    );
    if (error !== undefined) process.exitCode = EXIT.error;
    return;
  }
  const { value, losses } = whole(adapter, file);
  console.log(JSON.stringify({ response: value, losses }, null, 2));
}

function whole(adapter: DialectAdapter, file: string): Conversion<ChatResponse> {
  const json = readJsonFile(file);
  if (!isObject(json)) throw new Failure('invalid_response', `${file} is no JSON object.`);
  return adapter.readResponse(json);
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
