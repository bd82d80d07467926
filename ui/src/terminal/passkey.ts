// SPDX-License-Identifier: Apache-2.0
// passkey - what the browser is asked for a passkey, in the words of the server.
import { api } from '@/api/client'

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  const out = new Uint8Array(plain.length)
  for (let i = 0; i < plain.length; i++) out[i] = plain.charCodeAt(i)
  return out
}
function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
const keys = (known: string[]): PublicKeyCredentialDescriptor[] =>
  known.map((id) => ({ type: 'public-key', id: bytes(id) }))

/** Browsers have passkeys only on pages opened by a name, over TLS or on this computer. */
export const passkeysHere = () => 'PublicKeyCredential' in window && !/^[\d.]+$|:/.test(location.hostname)

export async function passkeyMake(name: string, password: string): Promise<void> {
  const asked = await api.post('/me/passkeys/challenge')
  const made = (await navigator.credentials.create({
    publicKey: {
      challenge: bytes(asked.challenge),
      rp: { id: asked.site, name: asked.site },
      user: { id: bytes(asked.user), name: asked.name ?? '', displayName: asked.name ?? '' },
      pubKeyCredParams: asked.algorithms.map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
      excludeCredentials: keys(asked.known),
      attestation: 'none',
    },
  })) as PublicKeyCredential
  const reply = made.response as AuthenticatorAttestationResponse
  await api.post('/me/passkeys', {
    body: {
      name,
      password,
      client_data: text(reply.clientDataJSON),
      attestation: text(reply.attestationObject),
    },
  })
}

export async function passkeyProve(person: string): Promise<void> {
  const asked = await api.post('/terminal/challenge', { body: { person } })
  const given = (await navigator.credentials.get({
    publicKey: {
      challenge: bytes(asked.challenge),
      rpId: asked.site,
      allowCredentials: keys(asked.known),
      userVerification: 'required',
    },
  })) as PublicKeyCredential
  const reply = given.response as AuthenticatorAssertionResponse
  await api.post('/terminal/proof', {
    body: {
      person,
      credential: given.id,
      client_data: text(reply.clientDataJSON),
      authenticator_data: text(reply.authenticatorData),
      signature: text(reply.signature),
    },
  })
}
