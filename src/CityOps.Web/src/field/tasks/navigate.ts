import gcoord from 'gcoord';
import type { Place } from '../../shared/geo';

export interface Way { name: 'amap' | 'baidu' | 'tencent'; href: string }

/**
 * Links that open a map app with the way to a place. Amap and Tencent take GCJ-02, Baidu its own BD-09; a place in
 * another system lies some 500 m off.
 */
export function waysTo({ lon, lat }: Place, name: string, from: Place | null = null): Way[] {
  const [gcj, bd] = [gcoord.GCJ02, gcoord.BD09].map((system) =>
    gcoord.transform<[number, number]>([lon, lat], gcoord.WGS84, system).map((degrees) => degrees.toFixed(6)));
  const start = from && gcoord.transform<[number, number]>([from.lon, from.lat], gcoord.WGS84, gcoord.BD09)
    .map((degrees) => degrees.toFixed(6));
  const said = encodeURIComponent(name);
  return [
    {
      name: 'amap',
      href: `https://uri.amap.com/navigation?to=${gcj?.[0]},${gcj?.[1]},${said}&mode=car&coordinate=gaode&callnative=1`,
    },
    {
      name: 'baidu',
      // Without a start Baidu plans no way; the place that it shows has a button for it.
      href: start
        ? `https://api.map.baidu.com/direction?origin=latlng:${start[1]},${start[0]}|name:here`
          + `&destination=latlng:${bd?.[1]},${bd?.[0]}|name:${said}&mode=driving&coord_type=bd09ll`
          + '&output=html&src=cityops.field'
        : `https://api.map.baidu.com/marker?location=${bd?.[1]},${bd?.[0]}&title=${said}&content=${said}`
          + '&coord_type=bd09ll&output=html&src=cityops.field',
    },
    {
      name: 'tencent',
      href: `https://apis.map.qq.com/uri/v1/routeplan?type=drive&to=${said}&tocoord=${gcj?.[1]},${gcj?.[0]}`
        + '&referer=cityops.field',
    },
  ];
}
