'use strict';

const VERSION = '/api/v1';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The address of the API that belongs to what a person typed. */
const apiOf = (typed, z) => {
  const words = String(typed || '').trim();
  const wrong = (why) => new z.errors.Error(why, 'AddressError', 400);
  let url;
  try {
    url = new URL(/^[a-z]+:\/\//i.test(words) ? words : `https://${words}`);
  } catch {
    throw wrong(`"${words}" is no web address. Write something like https://reminders.example.org`);
  }
  // A key sent in the clear is everybody's. Zapier never reaches a loopback address; tests do.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname))) {
    throw wrong('The address of your Forenotice has to begin with https://');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw wrong('Write the address of your Forenotice alone, without a name, a password or a query.');
  }
  const path = url.pathname.replace(/\/+$/, '');
  return url.origin + (path.endsWith(VERSION) ? path : path + VERSION);
};

/** Requests name a path of the API only, so that the key never goes anywhere else. */
const aimAtForenotice = (request, z, bundle) => {
  request.url = apiOf(bundle.authData.base_url, z) + request.url;
  // Our own word for "too many requests" says more than Zapier's.
  request.throwForThrottlingEarly = false;
  return request;
};

const showKey = (request, z, bundle) => {
  request.headers.Authorization = `Bearer ${String(bundle.authData.api_key || '').trim()}`;
  request.headers.Accept = 'application/json';
  return request;
};

module.exports = { aimAtForenotice, apiOf, showKey };
