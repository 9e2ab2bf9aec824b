/** Where an account is logged in. */
export const zh = {
  'sessions.title': '登录设备',
  'sessions.hint': '不认识的设备请立即退出，并修改密码。',
  'sessions.none': '目前没有登录',
  'sessions.failed': '登录设备加载失败：{why}',
  'sessions.retry': '重试',
  'sessions.phone': '手机端',
  'sessions.console': '电脑端',
  'sessions.unknown': '未知设备',
  'sessions.started': '登录于 {time}',
  'sessions.seen': '最近使用 {time}',
  'sessions.current': '本机',
  'sessions.end': '退出',
  'sessions.endOf': '退出 {device}',
};

export const en: typeof zh = {
  'sessions.title': 'Where you are logged in',
  'sessions.hint': 'End what you do not know at once, and change the password.',
  'sessions.none': 'Not logged in anywhere',
  'sessions.failed': 'The log-ins could not be loaded: {why}',
  'sessions.retry': 'Try again',
  'sessions.phone': 'Phone',
  'sessions.console': 'Console',
  'sessions.unknown': 'Unknown device',
  'sessions.started': 'logged in {time}',
  'sessions.seen': 'last used {time}',
  'sessions.current': 'This one',
  'sessions.end': 'End',
  'sessions.endOf': 'End {device}',
};
