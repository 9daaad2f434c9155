import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { KEY_SCHEMES, OPENAPI_METHODS, withAccess } from './openapi-access';
import { packageVersion } from './package-version';
import { ProblemDto } from './problem.dto';
import { RouteTable } from './route-table';

type PathItem = OpenAPIObject['paths'][string];
type Paths = OpenAPIObject['paths'];

/** Swagger UI at /docs and the document at /openapi.json, both made at the first request for them. */
export function serveDocs(app: INestApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= openApiOf(app)), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Sluice',
  });
}

/** OpenAPI 3.1 of what is served: the /v1 paths without their short forms, and those that exist only as written. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Sluice')
    .setDescription('Two-stage detection. Every path under /v1 also answers without it.')
    .setVersion(packageVersion())
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, KEY_SCHEMES[0])
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, KEY_SCHEMES[1])
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ProblemDto] });
  const paths = withProblems(withMetrics(withoutShortForms(document.paths)));
  return { ...document, paths: withAccess(paths, app.get(RouteTable)) };
}

function withoutShortForms(paths: Paths): Paths {
  return Object.fromEntries(Object.entries(paths).filter(([path]) => !(`/v1${path}` in paths)));
}

/** Served by the platform, which knows nothing of OpenAPI. */
function withMetrics(paths: Paths): Paths {
  const responses = {
    200: { description: 'Metrics for Prometheus', content: { 'text/plain': { schema: { type: 'string' as const } } } },
  };
  return { ...paths, '/metrics': { get: { ...paths['/metrics']?.get, responses } } };
}

function withProblems(paths: Paths): Paths {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      path.startsWith('/v2') ? withErrors(item, OIP_ERROR) : withErrors(item, PROBLEM),
    ]),
  );
}

const PROBLEM = {
  description: 'A problem, by its code',
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
};

/** The Open Inference Protocol has its own. */
const OIP_ERROR = {
  description: 'What is wrong',
  content: {
    'application/json': {
      schema: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
    },
  },
};

/** Every operation may answer with an error: said once here, not in every controller. */
function withErrors(item: PathItem, answer: typeof PROBLEM | typeof OIP_ERROR): PathItem {
  const described = { ...item };
  for (const method of OPENAPI_METHODS) {
    const operation = item[method];
    if (operation) described[method] = { ...operation, responses: { ...operation.responses, default: answer } };
  }
  return described;
}
