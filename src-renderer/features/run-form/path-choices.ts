export const PATH_CHOICES = [
  { value: 'both', label: 'Both' },
  { value: 'reference', label: 'Reference' },
  { value: 'direct', label: 'Direct' },
] as const;
