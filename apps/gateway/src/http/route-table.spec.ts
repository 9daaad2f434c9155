import { RouteTable } from './route-table';

describe('the route table', () => {
  const routes = new RouteTable();
  for (const route of [
    'GET /',
    'GET /v1/batch/:id',
    'DELETE /v1/batch/:id',
    'POST /v1/batch/validate',
    'GET /docs/*',
  ]) {
    const [method = '', pattern = ''] = route.split(' ');
    routes.add(method, pattern, 'public');
  }

  it.each([
    ['/', ['GET']],
    ['/v1/batch/7', ['DELETE', 'GET']],
    ['/v1/batch/validate', ['DELETE', 'GET', 'POST']],
    ['/v1/batch/', []],
    ['/v1/batch/7/8', []],
    ['/docs/a/b', ['GET']],
    ['/docs', []],
    ['', []],
  ])('knows the methods at %j', (path, methods) => {
    expect(routes.methodsAt(path)).toEqual(methods);
  });
});
