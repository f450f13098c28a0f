/** A node that checks and runs, to begin from. Its id is the file's name. */
export function newNodeText(file: string): string {
  const name = file.replace(/^.*\//, '').replace(/\.vsp$/, '');
  const id = name.replace(/[^A-Za-z0-9_]/g, '_') || 'node';
  return `node_id: ${id}_v1
type: function
intent: ${id}

inputs:
  name:
    type: string
    constraints:
      - non_empty

outputs:
  success:
    message: { type: string }

flow:
  - step: greet
    operation: string_template
    template: "Hello, {name}!"
    output: message

  - step: done
    operation: return
    return_success:
      message: "{message}"

testing:
  test_cases:
    - name: world
      inputs: { name: World }
      expected_output: { success: true, message: "Hello, World!" }
`;
}
