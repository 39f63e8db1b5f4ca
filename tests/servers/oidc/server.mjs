// A real OpenID provider for the tests. Standard input: one JSON object {clients, accounts, jwks}.
// It listens on a free port of the loopback and says so in one line: {"issuer": "http://127.0.0.1:…"}.
// Signing in takes one gesture: GET /interaction/<uid>/as/<sub>; /interaction/<uid> lists who there is.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import Provider from "oidc-provider";

const { clients, accounts, jwks } = JSON.parse(readFileSync(0, "utf8"));
const people = new Map(accounts.map((account) => [account.sub, account]));
const claims = [...new Set(accounts.flatMap((account) => Object.keys(account)))];

function findAccount(_ctx, sub) {
  const account = people.get(sub);
  return account && { accountId: sub, claims: () => account };
}

async function loadExistingGrant(ctx) {
  // Nobody is asked for consent: what is tested is the portal, not a provider's consent page.
  const grant = new ctx.oidc.provider.Grant({
    clientId: ctx.oidc.client.clientId,
    accountId: ctx.oidc.session.accountId,
  });
  grant.addOIDCScope("openid profile email");
  await grant.save();
  return grant;
}

function configuration() {
  return {
    clients,
    jwks: JSON.parse(readFileSync(jwks, "utf8")),
    findAccount,
    loadExistingGrant,
    claims: { openid: claims, profile: ["name"], email: ["email"] },
    acrValues: [...new Set(accounts.map((account) => account.acr).filter(Boolean))],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    // Cookies know no ports: these names stand apart from the portal's on 127.0.0.1.
    cookies: {
      keys: [randomBytes(32).toString("hex")],
      names: { session: "provider_session", interaction: "provider_interaction", resume: "provider_resume" },
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  };
}

async function interact(provider, request, response) {
  const [, , uid, gesture, sub] = new URL(request.url, provider.issuer).pathname.split("/");
  if (gesture === "as") {
    const { acr } = people.get(decodeURIComponent(sub));
    await provider.interactionFinished(request, response, { login: { accountId: decodeURIComponent(sub), acr } });
    return;
  }
  const links = accounts.map(({ sub: id, name }) => `<li><a href="/interaction/${uid}/as/${id}">${name}</a></li>`);
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(`<!doctype html><html lang="fr"><title>Qui êtes-vous?</title><h1>Qui êtes-vous?</h1><ul>${links.join("")}</ul>`);
}

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration());
  // The portal's port is chosen when a test starts it: any address of the loopback may receive the answer.
  provider.Client.prototype.redirectUriAllowed = (uri) => ["127.0.0.1", "localhost"].includes(new URL(uri).hostname);
  provider.Client.prototype.postLogoutRedirectUriAllowed = provider.Client.prototype.redirectUriAllowed;
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    return interact(provider, request, response).catch((error) => response.writeHead(400).end(String(error)));
  });
  console.log(JSON.stringify({ issuer }));
});
