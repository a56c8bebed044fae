#include "server/trail.h"

#include <algorithm>
#include <string_view>

namespace registry::server {
namespace {

using Steady = std::chrono::steady_clock;
using storage::TrailRow;

// gRPC's numbers; this file knows no gRPC.
constexpr std::int16_t kResourceExhausted = 8, kUnauthenticated = 16;

// How many bytes the character at the front takes; 0: it is none that PostgreSQL takes as text.
std::size_t CharacterBytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what lies beyond the last character.
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) ||
      (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) {
    return 0;
  }
  return size;
}

bool IsPlain(std::string_view text, std::size_t most) {
  if (text.size() > most) return false;
  for (const char c : text) {
    if (c < 0x20 || c == 0x7F) return false;  // a byte above 0x7F is below 0 as a char
  }
  return true;
}

// A name in a certificate may be anything.
void Clean(std::string& text, std::size_t most) {
  if (IsPlain(text, most)) return;
  std::string clean;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t bytes = CharacterBytes(rest);
    const std::string_view part = bytes == 0 ? std::string_view("?") : rest.substr(0, bytes);
    if (clean.size() + part.size() > most) break;
    clean += part;
    rest.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  text = std::move(clean);
}

void Clean(TrailRow& row, std::size_t most) {
  for (std::string* text : {&row.method, &row.participant, &row.person, &row.channel, &row.reason,
                            &row.about.subject}) {
    Clean(*text, most);
  }
}

// Nothing was read for it and nothing was said.
bool SaidNothing(const TrailRow& row) {
  return (row.code == kResourceExhausted || row.code == kUnauthenticated) && row.shown == 0;
}

std::string LikenessOf(const TrailRow& row) {
  std::string key = std::to_string(row.code);
  for (const std::string* text :
       {&row.method, &row.participant, &row.person, &row.channel, &row.reason}) {
    key += '\n';
    key += *text;
  }
  return key;
}

std::size_t Limit(const TrailOptions& options, Trail::Lane lane) {
  if (lane == Trail::Lane::kCalls) return options.max_calls;
  return lane == Trail::Lane::kParts ? options.max_parts : options.max_strangers;
}

}  // namespace

Trail::Places& Trail::Places::operator=(Places&& other) noexcept {
  Return();
  trail_ = std::exchange(other.trail_, nullptr);
  lane_ = other.lane_;
  count_ = std::exchange(other.count_, 0);
  return *this;
}

void Trail::Places::Return() {
  if (count_ > 0) trail_->Release(lane_, std::exchange(count_, 0));
}

Trail::Trail(Write write, TrailOptions options,
             std::function<void(std::size_t, const absl::Status&)> lost)
    : write_(std::move(write)), options_(options), lost_(std::move(lost)) {
  writer_ = std::thread([this] { Run(); });
}

Trail::~Trail() { Stop(); }

std::optional<Trail::Places> Trail::Take(Lane lane, std::size_t count) {
  std::atomic<std::size_t>& taken = taken_[static_cast<std::size_t>(lane)];
  const std::size_t limit = Limit(options_, lane);
  std::size_t before = taken.load(std::memory_order_relaxed);
  do {
    if (count > limit - std::min(before, limit)) {
      ++(lane == Lane::kStrangers ? strangers_ : refused_);
      return std::nullopt;
    }
  } while (!taken.compare_exchange_weak(before, before + count));
  return Places(this, lane, count);
}

void Trail::Release(Lane lane, std::size_t count) {
  taken_[static_cast<std::size_t>(lane)] -= count;
}

void Trail::Add(Places& places, TrailRow row) {
  if (places.count_ == 0) return;
  Clean(row, options_.max_text_bytes);
  const bool many = SaidNothing(row);
  const std::string likeness = many ? LikenessOf(row) : std::string();
  if (many) row.about = {};
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (many && !blocks_.empty()) {
      Block& last = blocks_.back();
      if (const auto found = last.alike.find(likeness); found != last.alike.end()) {
        TrailRow& first = last.rows[found->second];
        first.calls += row.calls;
        first.micros += row.micros;
        places.Return();
        return;
      }
    }
    wake = blocks_.empty();
    if (blocks_.empty() || blocks_.back().rows.size() >= options_.max_batch) {
      wake = wake || blocks_.size() == 1;  // a whole one is there
      blocks_.emplace_back();
    }
    Block& block = blocks_.back();
    if (many) block.alike.emplace(likeness, block.rows.size());
    block.rows.push_back(std::move(row));
    ++block.places[static_cast<std::size_t>(places.lane_)];
    ++waiting_;
    --places.count_;
  }
  if (wake) changed_.notify_all();
}

// Whether the first block may be written without waiting for more.
bool Trail::Gathered() const { return stopping_ || blocks_.size() > 1; }

void Trail::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !blocks_.empty(); });
    if (blocks_.empty()) return;
    changed_.wait_for(lock, options_.gather, [this] { return Gathered(); });
    Block block = std::move(blocks_.front());
    blocks_.pop_front();
    lock.unlock();
    WriteAll(block.rows);
    for (std::size_t i = 0; i < kLanes; ++i) Release(static_cast<Lane>(i), block.places[i]);
    lock.lock();
    waiting_ -= block.rows.size();
  }
}

// A transaction that the database refuses for what is in it is halved until the guilty row stands
// alone. It is lost: texts are clean and numbers fit, so there is none unless the table was
// changed.
void Trail::WriteAll(std::span<TrailRow> rows) {
  absl::Status status;
  do {
    const auto begin = Steady::now();
    status = write_(rows);
    flush_times_.Add(
        std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - begin).count());
    if (status.ok()) {
      written_ += static_cast<std::int64_t>(rows.size());
      return;
    }
  } while (TryAgain(status));
  if (absl::IsInternal(status) && rows.size() > 1) {
    WriteAll(rows.first(rows.size() / 2));
    WriteAll(rows.subspan(rows.size() / 2));
    return;
  }
  rows_lost_ += static_cast<std::int64_t>(rows.size());
  if (lost_) lost_(rows.size(), status);
}

bool Trail::TryAgain(const absl::Status& status) {
  if (absl::IsInternal(status)) return false;
  ++failures_;
  std::unique_lock lock(mutex_);
  if (stopping_ && Steady::now() >= give_up_) return false;
  const bool stopped =
      changed_.wait_for(lock, options_.pause_after_failure, [this] { return stopping_; });
  if (stopped) {
    lock.unlock();
    std::this_thread::sleep_for(std::min(options_.pause_after_failure, milliseconds(20)));
  }
  return true;
}

void Trail::Stop() {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) give_up_ = Steady::now() + options_.stop_timeout;
    stopping_ = true;
  }
  changed_.notify_all();
  if (writer_.joinable()) writer_.join();
}

TrailCounters Trail::counters() const {
  TrailCounters counters;
  for (const auto& taken : taken_) counters.places += static_cast<std::int64_t>(taken.load());
  counters.written = written_;
  counters.refused = refused_;
  counters.strangers = strangers_;
  counters.lost = rows_lost_;
  counters.failures = failures_;
  counters.flush_times = flush_times_.Read();
  const std::lock_guard lock(mutex_);
  counters.waiting = static_cast<std::int64_t>(waiting_);
  return counters;
}

}  // namespace registry::server
