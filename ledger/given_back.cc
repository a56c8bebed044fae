#include "ledger/given_back.h"

#include <variant>

#include "ledger/freeze.h"

namespace registry::ledger {

Snapshot AsGivenBack(const Context& context, const Effects& release) {
  Snapshot released = context.snapshot;
  released.Apply(release, context.ids.sequence);
  for (const TakeFrozen& take : FollowUps(context.rules, released, context.now, release)) {
    const Context as_released{context.rules, released, context.ids, context.now,
                              context.received_at};
    const Decision taken = DecideOn(as_released, take);
    if (const auto* effects = std::get_if<Effects>(&taken)) {
      released.Apply(*effects, context.ids.sequence);
    }
  }
  return released;
}

}  // namespace registry::ledger
