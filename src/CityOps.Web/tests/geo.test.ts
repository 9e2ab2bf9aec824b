import { describe, expect, it } from 'vitest';
import { shapeOf } from '../src/shared/geo';

describe('A shape in lines of coordinates', () => {
  it('is a line, with commas of either language', () => {
    expect(shapeOf(' 113.38, 22.52\n113.39，22.53 \n')).toEqual({
      type: 'LineString', coordinates: [[113.38, 22.52], [113.39, 22.53]],
    });
  });

  it('is an area when it ends where it began', () => {
    expect(shapeOf('1,1\n2,1\n2,2\n1,1')).toEqual({
      type: 'Polygon', coordinates: [[[1, 1], [2, 1], [2, 2], [1, 1]]],
    });
  });

  it('names the first line that is none', () => {
    expect(shapeOf('113.38, 22.52\n113.39 east\n')).toBe(2);
    expect(shapeOf('113.38, 22.52, 4')).toBe(1);
  });
});
