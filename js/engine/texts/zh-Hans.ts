import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'zh-Hans',
  title: '连接您的账户',
  close: '关闭',
  cancel: '取消',
  frame: '登录您的服务商',
  opening: '正在打开安全连接',
  slow: '仍在处理，可能需要一点时间。',
  unresponsive: '页面没有响应。您可以等待，或关闭后重试。',
  reconnecting: '正在重新连接。您的进度已保留。',
  offline: '您已离线。恢复连接后将立即继续。',
  failed: '未能成功，正在关闭。',
  ask: '要关闭吗？您的登录尚未完成。',
  keep: '继续',
  connected: '账户已连接',
  app: '返回应用',
};
