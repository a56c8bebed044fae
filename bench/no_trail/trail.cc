// A trail for the bench alone: every call finds a place in it, and nothing is written down.
// registryd_no_trail is the server with this file in the place of server/trail.cc, to see what the
// trail costs (row trail_on_over_off). No flag and no variable of the environment can do that to
// registryd: whoever wants it has to link another program (tests/house/trail_test.cc).
#include "server/trail.h"

namespace registry::server {

Trail::Places& Trail::Places::operator=(Places&& other) noexcept {
  trail_ = other.trail_;
  lane_ = other.lane_;
  count_ = std::exchange(other.count_, 0);
  return *this;
}

void Trail::Places::Return() { count_ = 0; }

Trail::Trail(Write write, TrailOptions options,
             std::function<void(std::size_t, const absl::Status&)> lost)
    : write_(std::move(write)), options_(options), lost_(std::move(lost)) {}

Trail::~Trail() = default;

std::optional<Trail::Places> Trail::Take(Lane lane, std::size_t count) {
  return Places(this, lane, count);
}

void Trail::Add(Places& places, storage::TrailRow) { places.Return(); }

void Trail::Stop() {}

TrailCounters Trail::counters() const { return {}; }

}  // namespace registry::server
