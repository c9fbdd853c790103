import { type BootstrapContext, bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { provideServerRendering, RenderMode, withRoutes } from '@angular/ssr';
import { ConnectPage } from './connect-page';

const providers = [provideClientHydration(), provideServerRendering(withRoutes([{ path: '**', renderMode: RenderMode.Prerender }]))];

export default (context: BootstrapContext) => bootstrapApplication(ConnectPage, { providers }, context);
