/**
 * What other formats (JSON Schema, OpenAPI, workflow engines) call things, with how it is written here: the suggestion
 * of a diagnostic, where the nearest word of our own would lead astray.
 */
type Words = ReadonlyMap<string, string>;

const words = (table: readonly (readonly [names: string, suggestion: string])[]): Words =>
  new Map(
    table.flatMap(([names, suggestion]) => names.split(' ').map((name) => [name, suggestion] as const)),
  );

export const NODE_WORDS: Words = words([
  ['id name', 'Write node_id, with a version: my_node_v1.'],
  ['description summary', 'Write intent.'],
  ['parameters params args arguments', 'Write inputs.'],
  ['returns result', 'Write outputs, with the fields under success.'],
  ['steps tasks actions', 'Write flow.'],
  ['tests test_cases', 'Write testing, with test_cases in it.'],
  ['states', 'Write state_machines.'],
]);

export const FIELD_WORDS: Words = words([
  [
    'non_empty positive negative min max min_length max_length pattern',
    'Write it as an item of constraints.',
  ],
  ['enum choices', 'Write type: enum, and the choices as values: [a, b].'],
  ['minimum', 'Write constraints: [{min: 1}].'],
  ['maximum', 'Write constraints: [{max: 10}].'],
  ['minLength', 'Write constraints: [{min_length: 1}].'],
  ['maxLength', 'Write constraints: [{max_length: 10}].'],
  ['items', 'The elements are part of the type: array<string>.'],
  ['properties', 'Name the record and its fields under types.'],
  ['nullable optional', 'Write required: false.'],
]);

export const STEP_WORDS: Words = words([
  ['name id', 'Write step.'],
  ['op action uses type', 'Write operation.'],
  ['expr formula', 'Write expression.'],
  ['out output_variable result assign_to', 'Write output.'],
  ['success', 'Write return_success.'],
  ['error', 'Write return_error.'],
]);

export const OPERATION_WORDS: Words = words([
  [
    'add subtract multiply divide sum calculate compute math expression',
    'Write arithmetic, with an expression.',
  ],
  ['set let variable', 'Write assign.'],
  ['if branch switch when choice condition', 'Write conditional.'],
  ['validate check assert guard', 'Write validation.'],
  ['format template', 'Write string_template.'],
  ['map filter sort reduce aggregate transform', 'Write data_transform.'],
  ['loop for foreach while repeat', 'Write for_each.'],
  ['http http_request request fetch api_call', 'Write external_api_call.'],
  ['query sql select', 'Write database_query.'],
  ['insert', 'Write database_write.'],
  ['update', 'Write database_update.'],
  ['delete', 'Write database_delete.'],
  ['transition set_state', 'Write state_machine_transition.'],
  ['publish emit', 'Write event_publish.'],
  ['subscribe', 'Write event_subscribe.'],
  ['call subflow run_node', 'Write call_node.'],
  ['chat llm prompt completion', 'Write llm_chat.'],
  ['end fail throw raise', 'Write return, with return_success or return_error.'],
]);
