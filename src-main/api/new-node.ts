/** A node that checks and runs, to begin from. Its id is the words of the file's name. */
export function newNodeText(file: string): string {
  const name = file.replace(/^.*\//, '').replace(/\.vsp$/, '');
  const plain = name.normalize('NFKD').replace(/\p{Mark}/gu, '');
  const words = plain.match(/[A-Za-z0-9]+/g) ?? ['node'];
  return `node_id: ${words.join('_')}_v1
type: function
intent: "${words.join(' ')}"

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
