/** A storm played back. */
export const zh = {
  'replay.title': '积水过程回放',
  'replay.event': '选择积水事件…',
  'replay.noEvent': '还没有积水事件',
  'replay.from': '开始时间',
  'replay.to': '结束时间',
  'replay.open': '回放',
  'replay.close': '退出回放',
  'replay.play': '播放',
  'replay.pause': '暂停',
  'replay.slider': '回放时刻',
  'replay.speed': '播放速度',
  'replay.loading': '读取中…',
  'replay.hint': '请选择一次积水事件，或填写起止时间后点“回放”。',
  'replay.this': '在地图上回放',
};

export const en: typeof zh = {
  'replay.title': 'Replay a storm',
  'replay.event': 'Choose a ponding event…',
  'replay.noEvent': 'No ponding event yet',
  'replay.from': 'From',
  'replay.to': 'To',
  'replay.open': 'Replay',
  'replay.close': 'Leave the replay',
  'replay.play': 'Play',
  'replay.pause': 'Pause',
  'replay.slider': 'Instant of the replay',
  'replay.speed': 'Speed',
  'replay.loading': 'Reading…',
  'replay.hint': 'Choose a ponding event, or a period and then “Replay”.',
  'replay.this': 'Replay on the map',
};
