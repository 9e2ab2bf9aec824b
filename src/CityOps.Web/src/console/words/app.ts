/** The console around its pages: log-in, header, photos and places that are added, lists and records as they load. */
export const zh = {
  'app.name': '城市管理综合平台',

  'login.login': '账号',
  'login.password': '密码',
  'login.submit': '登 录',
  'login.missing': '请输入账号和密码',
  'login.ended': '登录已结束，请重新登录',
  'login.about': '巡查、水位、公厕反馈，一图统管',

  'password.title': '修改密码',
  'password.first': '这是管理员设置的初始密码，请先改为只有您自己知道的密码。',
  'password.current': '当前密码',
  'password.new': '新密码',
  'password.again': '再输一次新密码',
  'password.hint': '12 个字符以上，例如几个不相关的词。',
  'password.submit': '保存',
  'password.differ': '两次输入的新密码不一致',
  'password.why.length': '密码须为 12 至 200 个字符',
  'password.why.login': '密码不能包含账号',
  'password.why.same': '新密码与当前密码相同',
  'password.why.common': '这个密码太容易被猜到',

  'session.logout': '退出登录',
  'session.language': 'English',
  'session.language.short': 'EN',
  'session.unreachable': '暂时无法连接服务器',

  'live.on': '实时',
  'live.off': '重新连接中',
  'live.on.hint': '新案件和水位会自动出现在地图上',
  'live.off.hint': '与服务器的实时连接已断开，正在重连；连上后会重新加载',

  'photo.add': '添加照片',
  'photo.remove': '去掉照片',
  'photo.refused': '照片“{name}”无法读取，没有加入',
  'photo.most': '最多 {most} 张照片，“{name}”没有加入',

  'place.here': '定位',
  'place.refused': '无法取得位置',

  'record.close': '关闭',
  'record.expand': '展开',
  'record.shrink': '收起',
  'record.failed': '记录加载失败',
  'record.retry': '重试',
  'record.locate': '在地图上定位',
  'record.here': '此处共 {n} 项',
  'record.firstOf': '共 {n} 宗，显示最近 {m} 宗；放大地图可看到其余案件',
  'record.nothing': '此处已没有您可以查看的记录',

  'nav.map': '地图',
  'nav.figures': '统计',
  'nav.setup': '配置',
};

export const en: typeof zh = {
  'app.name': 'City management',

  'login.login': 'Account',
  'login.password': 'Password',
  'login.submit': 'Log in',
  'login.missing': 'Enter account and password',
  'login.ended': 'Your session has ended, please log in again',
  'login.about': 'Patrols, water levels and toilet feedback on one map',

  'password.title': 'Change password',
  'password.first': 'This password was set by an administrator. Choose one that only you know first.',
  'password.current': 'Current password',
  'password.new': 'New password',
  'password.again': 'New password again',
  'password.hint': 'At least 12 characters, a few unrelated words for example.',
  'password.submit': 'Save',
  'password.differ': 'The two new passwords differ',
  'password.why.length': 'A password has 12 to 200 characters',
  'password.why.login': 'A password does not contain the account',
  'password.why.same': 'The new password is the current one',
  'password.why.common': 'This password is too easily guessed',

  'session.logout': 'Log out',
  'session.language': '中文',
  'session.language.short': '中',
  'session.unreachable': 'The server cannot be reached at the moment',

  'live.on': 'Live',
  'live.off': 'Reconnecting',
  'live.on.hint': 'New cases and water levels appear by themselves',
  'live.off.hint': 'The live connection is lost and being made again; then everything is read anew',

  'photo.add': 'Add photos',
  'photo.remove': 'Remove the photo',
  'photo.refused': 'The photo “{name}” cannot be read and was left out',
  'photo.most': '{most} photos are the most; “{name}” was left out',

  'place.here': 'My position',
  'place.refused': 'The position is not available',

  'record.close': 'Close',
  'record.expand': 'Expand',
  'record.shrink': 'Shrink',
  'record.failed': 'The record could not be loaded',
  'record.retry': 'Try again',
  'record.locate': 'Show on the map',
  'record.here': '{n} here',
  'record.firstOf': 'The newest {m} of {n}; zoom in to see the others',
  'record.nothing': 'There is nothing here any more that you may see',

  'nav.map': 'Map',
  'nav.figures': 'Figures',
  'nav.setup': 'Set up',
};
