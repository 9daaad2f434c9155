import { ApiProperty } from '@nestjs/swagger';

export class PreviewColumnDto {
  @ApiProperty() readonly name!: string;
  @ApiProperty({ description: 'The type that its values read as' }) readonly type!: string;
  @ApiProperty({
    enum: ['text', 'input', 'id', 'session', 'user', 'time'],
    type: 'string',
    nullable: true,
    description: 'The part it plays; input: of a tabular model',
  })
  readonly role!: string | null;
}

export class PreviewErrorDto {
  @ApiProperty() readonly line!: number;
  @ApiProperty() readonly row!: number;
  @ApiProperty() readonly code!: string;
  @ApiProperty({ type: 'string', nullable: true }) readonly field!: string | null;
  @ApiProperty() readonly message!: string;
}

export class FilePreviewDto {
  @ApiProperty({ enum: ['csv', 'ndjson', 'parquet'] }) readonly format!: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'Of CSV' }) readonly delimiter!: string | null;
  @ApiProperty({ enum: ['rows', 'sessions'] }) readonly mode!: string;
  @ApiProperty({ type: [PreviewColumnDto] }) readonly columns!: readonly PreviewColumnDto[];
  @ApiProperty({
    type: [String],
    description: 'Inputs of a tabular model without a column: what the manifest gives for a missing value stands in',
  })
  readonly missing_columns!: readonly string[];
  @ApiProperty({ description: 'Records of the file; exact when the whole file was read' })
  readonly row_estimate!: number;
  @ApiProperty() readonly exact!: boolean;
  @ApiProperty({ description: 'Bad records in what was read' }) readonly bad_rows!: number;
  @ApiProperty({ type: [PreviewErrorDto], description: 'The first 100' }) readonly errors!: readonly PreviewErrorDto[];
}
