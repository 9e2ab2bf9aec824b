import { describe, expect, it } from 'vitest';
import { exportUrl } from '../src/console/ledgers/api';
import { deviceOf } from '../src/console/sessions/api';

describe('The file of a form’s records', () => {
  it('holds what the list shows, so there is none where the list is narrowed by more', () => {
    expect(exportUrl({ town: '442000001' })).toBeNull();
    expect(exportUrl({ form: 'litter_bin', flag: '*' })).toBeNull();
    expect(exportUrl({ form: 'litter_bin', town: '442000001', from: '2026-06-01' }))
      .toBe('/api/v1/records.xlsx?form=litter_bin&town=442000001&from=2026-06-01');
  });
});

describe('A session’s device', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge · Windows'],
    ['Mozilla/5.0 (Linux; Android 14; V2309A) Chrome/130.0 Mobile Safari/537.36', 'Chrome · Android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 'Safari · iOS'],
    ['curl/8.14.1', 'curl/8.14.1'],
    [null, ''],
  ])('is told by what it calls itself: %s', (agent, device) => {
    expect(deviceOf(agent)).toBe(device);
  });
});
