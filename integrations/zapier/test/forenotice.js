'use strict';

// The Forenotice that `python -m tests.zapier` started, and the app as Zapier runs it.

const { execFile } = require('node:child_process');
const http = require('node:http');
const { promisify } = require('node:util');

const zapier = require('zapier-platform-core');

const App = require('../index');

const { TEST_ADDRESS, TEST_COMMAND, TEST_KEY } = process.env;
if (!TEST_ADDRESS) throw new Error('Run this with "make test-zapier": it needs a Forenotice to talk to.');

const runs = zapier.createAppTester(App);

const account = (further) => ({ base_url: TEST_ADDRESS, api_key: TEST_KEY, ...further });

/** What the app answers for a connected account. */
const ask = (method, inputData = {}, further = {}) =>
  runs(method, { authData: account(), inputData, ...further });

/** The error of a call that has to fail, as Zapier takes it: its name, and its words. */
const failure = async (call) => {
  try {
    await call;
  } catch (error) {
    try {
      return { name: error.name, ...JSON.parse(error.message) };
    } catch {
      return { name: error.name, message: error.message };
    }
  }
  throw new Error('This should have failed.');
};

const command = (...words) => promisify(execFile)(TEST_COMMAND, words);

/** Let Forenotice run all its stations once. */
const pulse = () => command('pulse');

const goLive = () => command('go-live', '--yes');

/** A server on loopback; `answer(request, body)` says [status, headers, text]. */
const serve = async (answer) => {
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const [status, headers, text] = answer(request, body);
    response.writeHead(status, headers).end(text);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
};

module.exports = { App, account, ask, failure, goLive, pulse, runs, serve };
