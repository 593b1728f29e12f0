'use strict';

const { App, account, failure, runs, serve } = require('./forenotice');
const { apiOf } = require('../lib/api');

const { TEST_ADDRESS, TEST_READING_KEY, TEST_REVOKED_KEY } = process.env;
const test_ = (authData) => runs(App.authentication.test, { authData });

test('an account is tested, and called as its organization is', async () => {
  const me = await test_(account());
  expect(me).toMatchObject({ organization: { key: 'club' }, key: { name: 'zapier' } });
  const label = await runs(App.authentication.connectionLabel, { authData: account(), inputData: me });
  expect(label).toBe('Chess Club');
});

test.each([TEST_REVOKED_KEY, 'fn_nonsense', ''])(
  'a key that opens nothing has to be made anew',
  async (api_key) => {
    const { name, message } = await failure(test_(account({ api_key })));
    expect(name).toBe('ExpiredAuthError');
    expect(message).toContain('forenotice keys create zapier');
  },
);

test('a key that opens too little says which scope is missing', async () => {
  const { operation } = App.triggers.reminder_due;
  const authData = account({ api_key: TEST_READING_KEY });
  const targetUrl = 'https://hooks.example.com/1';
  const { name, status, message } = await failure(runs(operation.performSubscribe, { authData, targetUrl }));
  expect([name, status]).toEqual(['AppError', 403]);
  expect(message).toContain('the scope hooks');
});

test('the address may be written as people write it', async () => {
  const me = await test_(account({ base_url: ` ${TEST_ADDRESS}/api/v1/ ` }));
  expect(me.organization.key).toBe('club');
  expect(apiOf('reminders.example.org')).toBe('https://reminders.example.org/api/v1');
  expect(apiOf('HTTPS://example.org/forenotice/')).toBe('https://example.org/forenotice/api/v1');
});

test.each([
  ['http://reminders.example.org', 'https://'],
  ['https://name:word@example.org', 'alone'],
  ['https://', 'no web address'],
  ['', 'no web address'],
])('an address like "%s" is refused before the key is shown to anybody', async (base_url, words) => {
  const { name, message } = await failure(test_(account({ base_url })));
  expect(name).toBe('AppError');
  expect(message).toContain(words);
});

describe('what else may stand at an address', () => {
  const html = { 'Content-Type': 'text/html' };
  const problem = { 'Content-Type': 'application/problem+json' };
  const fault = { pointer: '#/member/email', detail: 'This is no email address.' };
  test.each([
    [404, html, '<h1>Nothing</h1>', 'AppError', 'There is no Forenotice at this address'],
    [200, html, '<h1>Welcome</h1>', 'AppError', 'There is no Forenotice at this address'],
    [502, html, '<h1>Bad gateway</h1>', 'AppError', 'out of order (502)'],
    [
      422,
      problem,
      JSON.stringify({ detail: 'One field is wrong.', errors: [fault] }),
      'AppError',
      'member email: This is no',
    ],
    [429, { ...problem, 'Retry-After': '17' }, '{}', 'ThrottledError', 'tries again by itself'],
    [503, { 'Retry-After': '17' }, '', 'ThrottledError', 'tries again by itself'],
  ])('%i %j is told in words', async (status, headers, text, name, words) => {
    const server = await serve(() => [status, headers, text]);
    const found = await failure(test_(account({ base_url: server.address })));
    server.close();
    expect(found.name).toBe(name);
    expect(found.message).toContain(words);
    if (name === 'ThrottledError') expect(found.delay).toBe(17);
  });
});
