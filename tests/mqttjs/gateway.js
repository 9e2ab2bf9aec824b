// A gateway that speaks through mqtt.js: node gateway.js URL VERSION USER SECRET FROM_MINUTE
// Publishes one reading with each QoS, 200 more with QoS 1 all at once, and one that can't be accepted; prints one line of JSON.
import mqtt from "mqtt";

const [url, version, username, password, fromMinute] = process.argv.slice(2);
const protocolVersion = Number(version);
const topic = `cityops/v1/${username}/readings`;
const start = Date.parse("2026-06-01T00:00:00Z") + Number(fromMinute) * 60_000;
const reading = (n) => JSON.stringify({ sensor: "WL-0001", observedAt: start + n * 100, depthMm: n });

const client = await mqtt.connectAsync(url, { protocolVersion, username, password, reconnectPeriod: 0 });
const granted = await client.subscribeAsync("cityops/v1/alerts/442000001", { qos: 1 });

for (const qos of [0, 1, 2]) {
  await client.publishAsync(topic, reading(qos), { qos });
}

await Promise.all(Array.from({ length: 200 }, (_, i) => client.publishAsync(topic, reading(3 + i), { qos: 1 })));
let refused = null;
try {
  await client.publishAsync(topic, "{", { qos: 1 });
} catch (error) {
  refused = error.code ?? error.message;
}

await client.endAsync();
console.log(JSON.stringify({ granted: granted[0].qos, refused }));
