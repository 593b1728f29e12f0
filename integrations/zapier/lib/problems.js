'use strict';

const WHAT_TO_SAY = {
  403: 'This key may not do that.',
  404: 'Forenotice does not have what this step is about.',
};

/** `#/next_payment_on` as a person would say it: `next payment on`. */
const place = ({ pointer, parameter }) =>
  String(pointer || parameter || '')
    .replace(/^#\/?/, '')
    .replace(/[/_]/g, ' ');

/** What a problem document (RFC 9457) says, with every field that is wrong. */
const sentenceOf = (problem) => {
  const faults = (problem.errors || [])
    .filter((fault) => fault.detail && fault.detail !== problem.detail)
    .map((fault) => (place(fault) ? `${place(fault)}: ${fault.detail}` : fault.detail));
  return [problem.detail, ...faults].filter(Boolean).join(' ');
};

const seconds = (response) => {
  const found = Number.parseInt(response.headers.get('retry-after'), 10);
  return Number.isNaN(found) ? undefined : found;
};

/** Every refusal becomes a message that says what to do; a person in Zapier sees nothing else. */
const tellProblems = (response, z) => {
  const { status } = response;
  if (status < 400 && (status === 204 || response.data !== undefined)) return response;
  // What is gone already need not be removed.
  if (status === 404 && response.request.method === 'DELETE') return response;
  const type = response.headers.get('content-type') || '';
  if (status === 401) {
    throw new z.errors.ExpiredAuthError(
      'Forenotice does not know this key, or it was revoked. Make a new one with ' +
        '"forenotice keys create zapier" and reconnect the account.',
    );
  }
  if (status === 429 || (status === 503 && seconds(response))) {
    throw new z.errors.ThrottledError(
      'Forenotice is asked too much at the moment. Zapier tries again by itself.',
      seconds(response),
    );
  }
  if (type.startsWith('application/problem+json') && response.data) {
    const said = sentenceOf(response.data) || WHAT_TO_SAY[status] || 'Forenotice refused this.';
    throw new z.errors.Error(said, 'Refused', status);
  }
  if (status >= 500) {
    throw new z.errors.Error(
      `Forenotice, or what stands before it, is out of order (${status}). Nothing was done.`,
      'OutOfOrder',
      status,
    );
  }
  throw new z.errors.Error(
    `There is no Forenotice at this address: it answered ${status} and no JSON. Check the account.`,
    'NoForenotice',
    status,
  );
};

module.exports = { sentenceOf, tellProblems };
