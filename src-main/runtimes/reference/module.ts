import { Imports } from './imports.ts';
import { type Layout, laidOut, prefixed } from './layout.ts';
import { docstring, identifier } from './python-text.ts';

const RUN = 'Run';

/** A generated Python module in the making: its lines, names and imports. */
export class PythonModule {
  readonly imports = new Imports();
  readonly lines: string[] = [];
  readonly #names = new Set<string>(['fn', 'node', 'flow', 'Decimal', RUN]);

  /** A free name at module level that reads like the path. */
  name(path: string): string {
    const spelled = path.split('/').map((part) => (/^[0-9]/.test(part) ? `step_${part}` : part));
    const name = identifier(
      spelled.join('__'),
      (candidate) => this.#names.has(candidate) || IMPORTED.has(candidate),
    );
    this.#names.add(name);
    return name;
  }

  add(...lines: string[]): void {
    this.lines.push(...lines);
  }

  /** A function at module level, apart from what is before it. */
  function(definition: {
    readonly decorator?: Layout;
    readonly name: string;
    readonly parameters: readonly string[];
    readonly returns: string;
    readonly doc?: string;
    readonly body: readonly string[];
  }): void {
    const { decorator, name, parameters, returns, doc, body } = definition;
    this.add('', '');
    if (decorator !== undefined) this.add(...laidOut(prefixed('@', decorator), ''));
    this.add(`def ${name}(${parameters.map((each) => this.#typed(each)).join(', ')}) -> ${returns}:`);
    if (doc !== undefined && doc.trim() !== '') this.add(...docstring([doc]).map((line) => indented(line)));
    this.add(...body.map((line) => indented(line)));
  }

  /** A function that does nothing but give back the value of an expression. */
  hoist(near: string, parameters: readonly string[], body: Layout): string {
    const name = this.name(`${near}__part`);
    this.function({
      name,
      parameters,
      returns: this.imports.use('values', 'Value'),
      body: laidOut(prefixed('return ', body), ''),
    });
    return name;
  }

  #typed(parameter: string): string {
    const [name] = parameter.split('=');
    switch (name) {
      case 'run':
        return `run: ${this.imports.use('run', RUN)}`;
      case 'v':
        return `v: ${this.imports.use('variables', 'Variables')}`;
      case 'contract_v':
        return `v: ${this.imports.use('variables', 'ContractVariables')}`;
      case 'probe':
        return `probe: ${this.imports.use('model', 'Probe')}`;
      case 'frame':
        return `frame: ${this.imports.use('run', 'Frame')} | None = None`;
      default:
        return `${parameter}: ${this.imports.use('values', 'Value')}`;
    }
  }
}

/** Names that the module may import: a function must not take one of them. */
const IMPORTED = new Set(
  (
    'add subtract multiply divide floor_quotient modulo negate equal not_equal less at_most greater at_least is_in ' +
    'is_not_in contains is_null is_not_null both either implies negation for_all exists field known_field at list_of ' +
    'record_of text_of lazy_range map_each keep_where sort_by group_by aggregate reduce_with condition enum named ' +
    'array_of set_of map_of timestamp decode_base64 annotations'
  ).split(' '),
);

export function indented(line: string): string {
  return line === '' ? '' : `    ${line}`;
}
