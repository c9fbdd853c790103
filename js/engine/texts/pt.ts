import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'pt',
  title: 'Conecte sua conta',
  close: 'Fechar',
  cancel: 'Cancelar',
  frame: 'Acesso ao seu provedor',
  opening: 'Abrindo uma conexão segura',
  slow: 'Ainda em andamento. Pode levar um momento.',
  unresponsive: 'A página não responde. Você pode esperar, ou fechar e tentar de novo.',
  reconnecting: 'Reconectando. Seu progresso foi mantido.',
  offline: 'Você está sem conexão. Continuamos assim que ela voltar.',
  failed: 'Não deu certo. Fechando.',
  ask: 'Fechar? Seu acesso não foi concluído.',
  keep: 'Continuar',
  connected: 'Conta conectada',
  app: 'Voltar ao app',
};
