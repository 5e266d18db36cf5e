// What the protocol asks of a server, and its library leaves to us: nothing is answered before the handshake and after the
// good-bye, and there is one handshake.

import {
  ErrorCodes,
  type Message,
  type MessageReader,
  type MessageWriter,
  type RequestMessage,
} from 'vscode-languageserver';

/** A reader of the same messages without those that come at the wrong time: of these the questions are answered by an error. */
export function gated(reader: MessageReader, writer: MessageWriter): MessageReader {
  let state: 'new' | 'open' | 'closed' = 'new';
  const refuse = ({ id }: RequestMessage, code: number, message: string): void => {
    const answer = { jsonrpc: '2.0', id, error: { code, message } };
    // An editor that does not read any more has no use for it.
    void writer.write(answer as Message).catch(() => {});
  };
  const passes = (message: Message): boolean => {
    const { id, method } = message as Partial<RequestMessage>;
    // Answers are to questions of ours.
    if (typeof method !== 'string' || method === 'exit') return true;
    const isQuestion = id !== undefined && id !== null;
    const isHello = method === 'initialize';
    if (state === 'open' && !isHello) {
      if (method === 'shutdown') state = 'closed';
      return true;
    }
    if (state === 'new' && isHello) {
      state = 'open';
      return true;
    }
    if (!isQuestion) return false;
    const request = message as RequestMessage;
    if (state === 'new') refuse(request, ErrorCodes.ServerNotInitialized, 'the first question must be `initialize`');
    else refuse(request, ErrorCodes.InvalidRequest, isHello ? 'it is initialized already' : 'it was told to shut down');
    return false;
  };
  return {
    onError: reader.onError,
    onClose: reader.onClose,
    onPartialMessage: reader.onPartialMessage,
    listen: (callback) => reader.listen((message) => (passes(message) ? callback(message) : undefined)),
    dispose: () => reader.dispose(),
  };
}
