// Nothing for the package but what Vue asks for any custom element.
export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  devtools: { enabled: false },
  telemetry: false,
  vue: { compilerOptions: { isCustomElement: (tag) => tag.includes('-') } },
  nitro: { output: { publicDir: 'dist' } },
});
