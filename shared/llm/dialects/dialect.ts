import type { JsonObject } from '../json.ts';
import type { Conversion, Loss } from '../losses/loss.ts';
import type { LlmError } from '../protocol/error.ts';
import type { Dialect } from '../protocol/part.ts';
import type { ChatRequest } from '../protocol/request.ts';
import type { ChatResponse, Usage } from '../protocol/response.ts';
import type { StreamPart, WireEvent } from '../protocol/stream.ts';
import type { Links } from '../transform/links.ts';
import type { Writing } from '../transform/writing.ts';

/** Reads one stream of a dialect, event by event; keeps what it needs in between. */
export interface StreamReader {
  /** Never throws: what cannot be read becomes an error part, or an extension. */
  push(event: WireEvent): readonly StreamPart[];
  /** The connection is closed. A stream that had not said that it was complete ends with an error part. */
  close(): readonly StreamPart[];
}

/** Writes one stream in a dialect. */
export interface StreamWriter {
  push(part: StreamPart): readonly WireEvent[];
  /** What had no place until now; paths lead into the canonical answer, each told once. */
  readonly losses: readonly Loss[];
}

/** What a stream or a whole answer is written as: the proxy's side. */
export interface AnswerContext {
  /** Used where the answer has none. */
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Whether the client asked for the tokens of a stream, where the dialect has that choice; absent: it did. */
  readonly tellsUsage?: boolean;
  /** What is known of the tokens before the answer begins. */
  readonly usage?: Usage;
}

/**
 * One wire format, both directions. Readers lose nothing: what has no canonical word stands in `extensions`, so that reading
 * and writing again gives the same value up to the order of keys. Readers never throw on what is JSON.
 */
export interface DialectAdapter {
  readonly dialect: Dialect;
  /** Links say which part of the request was read where. */
  readRequest(wire: JsonObject, links: Links): ChatRequest;
  /** The body for `writing.target`. Links and notes go to `writing`. */
  writeRequest(request: ChatRequest, writing: Writing): JsonObject;
  readResponse(wire: JsonObject): Conversion<ChatResponse>;
  writeResponse(response: ChatResponse, context: AnswerContext): Conversion<JsonObject>;
  streamReader(): StreamReader;
  streamWriter(context: AnswerContext): StreamWriter;
  /** An answer that is no success. `body` is text as it came: JSON, HTML or nothing. */
  readError(status: number, body: string): LlmError;
  /** An error as this dialect says it: HTTP status and body. */
  writeError(error: LlmError): { readonly status: number; readonly body: JsonObject };
}
