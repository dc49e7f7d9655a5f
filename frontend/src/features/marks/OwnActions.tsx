import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { LoadMore } from '../../ui/LoadMore';
import { RowList } from '../../ui/Row';
import { Section } from '../../ui/Section';
import { ActionItem } from './ActionItem';
import { actionsIn, useOwnActions } from './actions-api';

/** The user's open actions; nothing if there are none. */
export function OwnActions() {
  const own = useOwnActions();
  const actions = actionsIn(own.data);
  // It is not worth a skeleton or an error on a page that has other things to do.
  if (actions.length === 0) return null;
  const isFirstPage = own.data?.pages.length === 1;
  return (
    <Section
      title="Open actions"
      action={
        isFirstPage &&
        own.hasNextPage &&
        !own.isFetchNextPageError && (
          <Button
            size="small"
            loading={own.isFetchingNextPage}
            onClick={() => void own.fetchNextPage()}
          >
            See all
          </Button>
        )
      }
    >
      <RowList label="Open actions">
        {actions.map((action) => (
          <ActionItem key={action.mark.id} action={action} />
        ))}
      </RowList>
      {(!isFirstPage || own.isFetchNextPageError) && (
        <Box>
          <LoadMore list={own} />
        </Box>
      )}
    </Section>
  );
}
