import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'ko',
  title: '계정 연결',
  close: '닫기',
  cancel: '취소',
  frame: '제공업체에 로그인',
  opening: '보안 연결을 여는 중',
  slow: '계속 진행 중입니다. 잠시 걸릴 수 있습니다.',
  unresponsive: '페이지가 응답하지 않습니다. 기다리거나 닫은 후 다시 시도해 주세요.',
  reconnecting: '다시 연결하는 중입니다. 진행 상황은 유지됩니다.',
  offline: '오프라인 상태입니다. 다시 연결되면 바로 계속합니다.',
  failed: '완료하지 못했습니다. 닫는 중입니다.',
  ask: '닫을까요? 로그인이 끝나지 않았습니다.',
  keep: '계속하기',
  connected: '계정이 연결되었습니다',
  app: '앱으로 돌아가기',
};
