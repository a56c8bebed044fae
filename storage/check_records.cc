// The first phase: decisions, their leaves and batches, and the postings that belong to them.
#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "log/canonical.h"
#include "log/hash.h"
#include "log/merkle.h"
#include "storage/array_literal.h"
#include "storage/check_state.h"
#include "storage/fields.h"
#include "storage/header_columns.h"
#include "storage/rows.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

std::string Hex(const ledger::Digest& digest) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

std::string Number(const std::optional<std::int64_t>& value) {
  return value.has_value() ? std::to_string(*value) : "none";
}

struct PostingRow {
  std::int64_t sequence = 0;
  std::int64_t ordinal = 0;
  std::int64_t transferring = 0;
  std::int64_t acquiring = 0;
  std::int64_t quantity = 0;
  std::int64_t transferring_balance = 0;
  std::int64_t acquiring_balance = 0;
  auto operator<=>(const PostingRow&) const = default;
};

PostingRow RowOf(std::int64_t sequence, std::int64_t ordinal, const ledger::PostedLine& line) {
  return {sequence,
          ordinal,
          Raw(ledger::Pack(line.posting.transferring)),
          Raw(ledger::Pack(line.posting.acquiring)),
          line.posting.quantity.value,
          line.transferring_balance.value,
          line.acquiring_balance.value};
}

class RecordsCheck {
 public:
  explicit RecordsCheck(CheckState& state) : state_(state) {}

  absl::Status Run() {
    while (next_record_ < state_.records) {
      RETURN_IF_ERROR(state_.Tell("records", next_record_, state_.records));
      RETURN_IF_ERROR(InSnapshot(state_.pool, [this](Tx& tx, const Head&) { return Page(tx); }));
    }
    if (next_sequence_ - 1 != state_.sequence) {
      RETURN_IF_ERROR(state_.Report("last sequence of the head", Number(next_sequence_ - 1),
                                    Number(state_.sequence)));
    }
    state_.summary.positions = static_cast<std::int64_t>(state_.positions.size());
    return state_.Tell("records", state_.records, state_.records);
  }

 private:
  absl::Status Page(Tx& tx) {
    const std::int64_t last =
        std::min(next_record_ + state_.options.page_records, state_.records) - 1;
    const std::int64_t first_sequence = next_sequence_;
    leaves_.clear();
    expected_postings_.clear();
    expected_trades_.clear();
    first_record_ = next_record_;
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCheckRecords, first_record_, last));
    for (const pqxx::row& row : rows) RETURN_IF_ERROR(CheckRecord(row));
    if (next_record_ <= last) RETURN_IF_ERROR(Missing(last + 1));
    RETURN_IF_ERROR(CheckPostings(tx, first_sequence, next_sequence_ - 1));
    RETURN_IF_ERROR(CheckTrades(tx));
    return CheckBatches(tx, last);
  }

  // Records from next_record_ to before `number` are not there.
  absl::Status Missing(std::int64_t number) {
    for (; next_record_ < number; ++next_record_) {
      leaves_.emplace_back();
      CheckFinding found;
      found.text = absl::StrCat("record ", next_record_, " is missing");
      found.record_number = next_record_;
      found.expected = std::to_string(next_record_);
      found.found = "none";
      RETURN_IF_ERROR(state_.Report(std::move(found)));
    }
    return absl::OkStatus();
  }

  absl::Status Differs(std::int64_t record, std::string_view what, std::string expected,
                       std::string found) {
    if (expected == found) return absl::OkStatus();
    CheckFinding report;
    report.text = absl::StrCat("record ", record, ", ", std::string(what), ": expected ", expected,
                               ", found ", found);
    report.record_number = record;
    report.expected = std::move(expected);
    report.found = std::move(found);
    return state_.Report(std::move(report));
  }

  absl::Status CheckRecord(const pqxx::row& row) {
    Fields fields(row);
    const std::int64_t number = fields.Int();
    RETURN_IF_ERROR(Missing(number));
    ++next_record_;
    const std::optional<std::int64_t> sequence = fields.OptionalInt();
    const std::int64_t type = fields.Int();
    ledger::Request stored;
    stored.key.participant = fields.As<ledger::ParticipantId>();
    stored.person = fields.TextOrEmpty();
    stored.key.request_id = fields.Uuid();
    stored.received_at = fields.Instant();
    const std::int64_t recorded_at = fields.Int();
    const std::int64_t epoch = fields.Int();
    const ledger::Salt salt = fields.FixedBytes<16>();
    const std::int64_t algorithm = fields.Int();
    const ledger::Digest leaf = fields.Digest();
    const std::string bytes = fields.Bytes();
    if (!fields.ok()) return Differs(number, "columns", "values of the schema", "others");

    RETURN_IF_ERROR(Differs(number, "algorithm", Number(Raw(log::HashAlgorithm::kSha256)),
                            Number(algorithm)));
    const ledger::Digest computed = log::LeafHash(salt, bytes);
    leaves_.push_back(computed);
    RETURN_IF_ERROR(Differs(number, "leaf hash", Hex(computed), Hex(leaf)));

    const std::optional<log::ParsedRecord> parsed = log::ParseRecord(bytes);
    if (!parsed.has_value()) return Differs(number, "bytes", "a record", "something else");
    const ledger::Recorded& recorded = parsed->recorded;
    const ledger::Request& request = parsed->request;
    const auto* accepted = std::get_if<ledger::Accepted>(&recorded.outcome);
    std::optional<std::int64_t> expected_sequence;
    if (accepted != nullptr) {
      expected_sequence = next_sequence_++;
      RETURN_IF_ERROR(Differs(number, "sequence in its bytes", Number(expected_sequence),
                              Number(Raw(accepted->sequence))));
    }
    RETURN_IF_ERROR(Differs(number, "sequence", Number(expected_sequence), Number(sequence)));
    RETURN_IF_ERROR(Differs(number, "number in its bytes", Number(number),
                            Number(Raw(recorded.record_number))));
    RETURN_IF_ERROR(Differs(number, "recorded_at", Number(recorded.recorded_at.micros),
                            Number(recorded_at)));
    if (recorded_at < last_recorded_at_) {
      RETURN_IF_ERROR(Differs(number, "recorded_at, which never falls",
                              absl::StrCat("at least ", last_recorded_at_), Number(recorded_at)));
    }
    last_recorded_at_ = recorded_at;
    RETURN_IF_ERROR(Differs(number, "rules epoch", Number(Raw(parsed->epoch)), Number(epoch)));
    RETURN_IF_ERROR(Differs(number, "type", Number(Raw(ledger::TypeOf(request.command))),
                            Number(type)));
    RETURN_IF_ERROR(Differs(number, "participant", Number(Raw(request.key.participant)),
                            Number(Raw(stored.key.participant))));
    RETURN_IF_ERROR(Differs(number, "person", request.person, stored.person));
    RETURN_IF_ERROR(Differs(number, "request id", UuidText(request.key.request_id),
                            UuidText(stored.key.request_id)));
    RETURN_IF_ERROR(Differs(number, "received_at", Number(request.received_at.micros),
                            Number(stored.received_at.micros)));
    RETURN_IF_ERROR(CheckHeader(number, request, fields));
    if (accepted != nullptr) return Take(*parsed, *accepted, *expected_sequence);
    return absl::OkStatus();
  }

  absl::Status CheckHeader(std::int64_t number, const ledger::Request& request, Fields& fields) {
    const HeaderColumns header = HeaderOf(request.command);
    RETURN_IF_ERROR(Differs(number, "ground", Number(header.ground), Number(fields.OptionalInt())));
    const ledger::Document none;
    RETURN_IF_ERROR(Differs(number, "document number", header.document.value_or(none).number,
                            fields.TextOrEmpty()));
    const ledger::Digest digest = fields.NextIsNull() ? (fields.Skip(1), none.digest) : fields.Digest();
    RETURN_IF_ERROR(Differs(number, "document digest", Hex(header.document.value_or(none).digest),
                            Hex(digest)));
    RETURN_IF_ERROR(Differs(number, "period", header.period, fields.TextOrEmpty()));
    RETURN_IF_ERROR(Differs(number, "settlement day", header.settlement_day, fields.TextOrEmpty()));
    RETURN_IF_ERROR(Differs(number, "trade id", header.trade_id, fields.TextOrEmpty()));
    // Of an opened account's holder the record has a digest only, and so no content to hash.
    if (fields.NextIsNull()) return Differs(number, "request", "a row", "none");
    const ledger::Digest hash = fields.Digest();
    if (!std::holds_alternative<ledger::OpenAccount>(request.command)) {
      RETURN_IF_ERROR(Differs(number, "request hash", Hex(log::RequestHash(request)), Hex(hash)));
    }
    return Differs(number, "record of its request", Number(number), Number(fields.OptionalInt()));
  }

  // What an accepted record means for postings and facts.
  absl::Status Take(const log::ParsedRecord& parsed, const ledger::Accepted& accepted,
                    std::int64_t sequence) {
    std::int64_t ordinal = 0;
    std::int64_t moved = 0;
    for (const ledger::PostedLine& line : accepted.postings) {
      expected_postings_.push_back(RowOf(sequence, ++ordinal, line));
      moved += line.posting.quantity.value;
    }
    const ledger::Command& command = parsed.request.command;
    if (const auto* open = std::get_if<ledger::OpenAccount>(&command)) {
      const ledger::AccountId id = accepted.opened_account.value_or(ledger::AccountId{});
      state_.accounts[id] = {id,
                             open->kind,
                             ledger::AccountStatus::kOpen,
                             open->social_credit_code,
                             open->province,
                             open->sector,
                             parsed.recorded.recorded_at};
    } else if (const auto* change = std::get_if<ledger::ChangeAccountStatus>(&command)) {
      if (const auto found = state_.accounts.find(change->account); found != state_.accounts.end()) {
        found->second.status = change->status;
        found->second.status_since = parsed.recorded.recorded_at;
      }
    } else if (const auto* cap = std::get_if<ledger::SetIssuanceCap>(&command)) {
      state_.caps[{cap->plan, cap->instrument, cap->sector}].cap = cap->cap.value;
    } else if (const auto* issue = std::get_if<ledger::Issue>(&command)) {
      state_.caps[{issue->plan, issue->instrument, issue->sector}].issued += moved;
    } else if (const auto* determine = std::get_if<ledger::DetermineObligation>(&command)) {
      FoldedObligation& obligation =
          state_.obligations[{determine->unit_account, determine->sector, determine->period}];
      obligation.verified_emissions = determine->verified_emissions.value;
      obligation.obligation = determine->obligation.value;
    } else if (const auto* surrender = std::get_if<ledger::Surrender>(&command)) {
      state_.obligations[{surrender->unit_account, surrender->sector, surrender->period}]
          .surrendered += moved;
    } else if (const auto* trade = std::get_if<ledger::SettleTrade>(&command)) {
      ++state_.trades;
      expected_trades_.push_back({trade->trade_id, trade->instrument, trade->method, trade->seller,
                                  trade->buyer, trade->quantity, trade->price, trade->amount,
                                  trade->match_time});
    }
    return absl::OkStatus();
  }

  // Both lists are in order of sequence and ordinal.
  absl::Status CheckPostings(Tx& tx, std::int64_t first, std::int64_t last) {
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCheckPostings, first, last));
    auto expected = expected_postings_.cbegin();
    const auto place = [](const PostingRow& row) { return std::pair(row.sequence, row.ordinal); };
    for (const pqxx::row& row : rows) {
      Fields fields(row);
      PostingRow found{fields.Int(), fields.Int(), fields.Int(), fields.Int(),
                       fields.Int(), fields.Int(), fields.Int()};
      if (!fields.ok()) return fields.Status("posting");
      while (expected != expected_postings_.cend() && place(*expected) < place(found)) {
        RETURN_IF_ERROR(PostingFinding(*expected, "is missing", expected->quantity, std::nullopt));
        ++expected;
      }
      if (expected == expected_postings_.cend() || place(*expected) != place(found)) {
        RETURN_IF_ERROR(PostingFinding(found, "is in no record", std::nullopt, found.quantity));
      } else {
        RETURN_IF_ERROR(ComparePosting(*expected, found));
        ++expected;
      }
      RETURN_IF_ERROR(Fold(found, found.transferring, -Int128{found.quantity},
                           found.transferring_balance));
      RETURN_IF_ERROR(Fold(found, found.acquiring, found.quantity, found.acquiring_balance));
      ++state_.summary.postings;
    }
    for (; expected != expected_postings_.cend(); ++expected) {
      RETURN_IF_ERROR(PostingFinding(*expected, "is missing", expected->quantity, std::nullopt));
    }
    return absl::OkStatus();
  }

  absl::Status ComparePosting(const PostingRow& expected, const PostingRow& found) {
    const struct {
      const char* what;
      std::int64_t PostingRow::*column;
    } columns[] = {{"transferring position", &PostingRow::transferring},
                   {"acquiring position", &PostingRow::acquiring},
                   {"quantity", &PostingRow::quantity},
                   {"transferring balance", &PostingRow::transferring_balance},
                   {"acquiring balance", &PostingRow::acquiring_balance}};
    for (const auto& [what, column] : columns) {
      if (expected.*column == found.*column) continue;
      PostingRow named = expected;
      if (column == &PostingRow::acquiring || column == &PostingRow::acquiring_balance) {
        std::swap(named.transferring, named.acquiring);  // the side that differs is named
      }
      RETURN_IF_ERROR(PostingFinding(named, absl::StrCat("has another ", what, " than its record"),
                                     expected.*column, found.*column));
    }
    return absl::OkStatus();
  }

  absl::Status PostingFinding(const PostingRow& row, std::string_view what,
                              std::optional<std::int64_t> expected,
                              std::optional<std::int64_t> found) {
    CheckFinding report;
    report.position = ledger::Unpack(ledger::PositionId{row.transferring});
    report.sequence = row.sequence;
    report.expected = Number(expected);
    report.found = Number(found);
    report.text = absl::StrCat("posting ", row.sequence, ".", row.ordinal, " of ",
                               NameOf(*report.position), " ", std::string(what), ": expected ",
                               report.expected, ", found ", report.found);
    return state_.Report(std::move(report));
  }

  absl::Status Fold(const PostingRow& row, std::int64_t position, Int128 change,
                    std::int64_t balance) {
    FoldedPosition& folded = state_.positions[position];
    const Int128 expected = folded.running + change;
    folded.fold += change;
    folded.running = balance;
    folded.last_sequence = row.sequence;
    if (expected == balance) return absl::OkStatus();
    CheckFinding report;
    report.position = ledger::Unpack(ledger::PositionId{position});
    report.sequence = row.sequence;
    report.expected = Decimal(expected);
    report.found = std::to_string(balance);
    report.text = absl::StrCat("running balance of ", NameOf(*report.position), " after sequence ",
                               row.sequence, ": expected ", report.expected, ", found ", report.found);
    return state_.Report(std::move(report));
  }

  absl::Status CheckTrades(Tx& tx) {
    if (expected_trades_.empty()) return absl::OkStatus();
    ArrayLiteral ids;
    for (const ledger::Trade& trade : expected_trades_) ids.AddText(trade.trade_id);
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadTrades, ids.Take()));
    std::map<std::string, ledger::Trade> found;
    for (const pqxx::row& row : rows) {
      ASSIGN_OR_RETURN(ledger::Trade trade, ParseTrade(row));
      found.emplace(trade.trade_id, trade);
    }
    for (const ledger::Trade& trade : expected_trades_) {
      const auto stored = found.find(trade.trade_id);
      if (stored != found.end() && stored->second == trade) continue;
      RETURN_IF_ERROR(state_.Report(
          absl::StrCat("trade ", trade.trade_id), std::to_string(trade.quantity.value),
          stored == found.end() ? "none"
          : stored->second.quantity != trade.quantity
              ? std::to_string(stored->second.quantity.value)
              : "another price, amount, time or party"));
    }
    return absl::OkStatus();
  }

  // The batches that end within the page, and the roots over all leaves up to them.
  absl::Status CheckBatches(Tx& tx, std::int64_t last) {
    ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCheckBatches, first_record_, last));
    std::int64_t next_leaf = first_record_;
    const auto append_to = [&](std::int64_t end) {
      for (; next_leaf <= end; ++next_leaf) {
        tree_.Append(leaves_[static_cast<std::size_t>(next_leaf - first_record_)]);
      }
    };
    for (const pqxx::row& row : rows) {
      Fields fields(row);
      const std::int64_t batch_first = fields.Int();
      const std::int64_t batch_last = fields.Int();
      fields.Skip(4);
      const auto size = static_cast<std::uint64_t>(fields.Int());
      const ledger::Digest root = fields.Digest();
      const std::optional<log::Frontier> frontier = log::Frontier::Parse(size, fields.Bytes());
      if (!fields.ok()) return fields.Status("commit_batch");
      append_to(batch_last);
      RETURN_IF_ERROR(Differs(batch_last, "first record of its batch", Number(next_batch_),
                              Number(batch_first)));
      next_batch_ = batch_last + 1;
      const ledger::Digest computed = tree_.Root();
      RETURN_IF_ERROR(Differs(batch_last, "root of its batch", Hex(computed), Hex(root)));
      if (frontier != tree_) {
        RETURN_IF_ERROR(Differs(batch_last, "frontier of its batch", "of its leaves", "another"));
      }
      // One finding for one alteration: what follows is compared with what is stored.
      if (computed != root && frontier.has_value() && frontier->Root() == root) tree_ = *frontier;
    }
    append_to(last);
    if (last + 1 == state_.records) {
      RETURN_IF_ERROR(Differs(last, "end of the last batch", Number(last + 1), Number(next_batch_)));
    }
    return absl::OkStatus();
  }

  CheckState& state_;
  std::int64_t first_record_ = 0;
  std::int64_t next_record_ = 0;
  std::int64_t next_sequence_ = 1;
  std::int64_t next_batch_ = 0;  // where the next batch begins
  std::int64_t last_recorded_at_ = INT64_MIN;
  log::Frontier tree_;
  std::vector<ledger::Digest> leaves_;  // of the page
  std::vector<PostingRow> expected_postings_;
  std::vector<ledger::Trade> expected_trades_;
};

}  // namespace

absl::Status CheckRecords(CheckState& state) { return RecordsCheck(state).Run(); }

}  // namespace registry::storage
