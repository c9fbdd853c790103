import { bootstrapApplication } from '@angular/platform-browser';
import { provideClientHydration } from '@angular/platform-browser';
import { ConnectPage } from './connect-page';

await bootstrapApplication(ConnectPage, { providers: [provideClientHydration()] });
