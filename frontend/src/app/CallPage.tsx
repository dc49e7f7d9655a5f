import { PageSkeleton } from '../ui/PageSkeleton';

export function CallPage() {
  return <PageSkeleton />;
}
