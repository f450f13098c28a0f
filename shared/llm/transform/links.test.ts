import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Places } from './links.ts';

test('places that were noted are found in any order, between others that are noted', () => {
  const steps = fc.array(fc.record({ notes: fc.boolean(), index: fc.nat(60) }), {
    minLength: 40,
    maxLength: 200,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const [places, noted] = [new Places(), new Set<string>()];
      const asked = ({ notes, index }: { notes: boolean; index: number }): [boolean, boolean] => {
        const place = `/messages/${index}`;
        if (notes) {
          places.add(place);
          noted.add(place);
        }
        return [places.has(place), noted.has(place)];
      };
      const answers = all.map(asked);
      expect(answers.map(([found]) => found)).toEqual(answers.map(([, is]) => is));
    }),
  );
});
