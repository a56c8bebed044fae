#include "cli/command.h"

#include <fstream>
#include <limits>

#include "cli/sha256.h"

namespace registry::cli {
namespace {

CLI::Validator IsInstant() {
  return CLI::Validator(
      [](std::string& text) {
        return ReadInstant(text) ? std::string()
                                 : "write an instant as 2021-12-31T17:00:00+08:00, not " + text;
      },
      "INSTANT");
}

CLI::Validator IsRequestId() {
  return CLI::Validator(
      [](std::string& text) {
        return client::IsUuid(text) ? std::string() : "a request id is a UUID, not " + text;
      },
      "UUID");
}

CLI::Validator IsSha256() {
  return CLI::Validator(
      [](std::string& text) {
        const auto bytes = ReadHex(text);
        return bytes && bytes->size() == 32
                   ? std::string()
                   : "a SHA-256 has 64 hexadecimal digits, not " + std::to_string(text.size());
      },
      "HEX");
}

}  // namespace

void AddWriteFlags(CLI::App& command, WriteFlags& flags) {
  command
      .add_option("--request-id", flags.request_id,
                  "repeat an earlier call: the same id takes effect once (default: a new one)")
      ->check(IsRequestId());
  command.add_flag("--validate-only", flags.validate_only,
                   "answer as the real call would and record nothing");
}

void AddAsOfFlags(CLI::App& command, AsOfFlags& flags) {
  CLI::Option* sequence =
      command
          .add_option("--as-of-sequence", flags.sequence, "the book right after this transaction")
          ->check(CLI::PositiveNumber);
  AddInstant(command, "--as-of-time", flags.time, "the book as it was at this instant")
      ->excludes(sequence);
}

void AddDocumentFlags(CLI::App& command, DocumentFlags& flags) {
  command.add_option("--document", flags.number, "number of the paper behind the call")->required();
  CLI::Option* file =
      command.add_option("--document-file", flags.file, "the paper itself; its SHA-256 is sent")
          ->check(CLI::ExistingFile);
  command.add_option("--document-sha256", flags.sha256, "or its SHA-256, 64 hexadecimal digits")
      ->check(IsSha256())
      ->excludes(file);
}

bool SetDocument(Session& session, const DocumentFlags& flags, v1::Document& document) {
  document.set_number(flags.number);
  if (!flags.sha256.empty()) {
    document.set_sha256(*ReadHex(flags.sha256));
    return true;
  }
  if (flags.file.empty()) {
    session.FailUsage("give the paper behind the call: --document-file or --document-sha256");
    return false;
  }
  const auto digest = Sha256OfFile(flags.file);
  if (!digest) {
    session.FailUsage("cannot read the document " + flags.file);
    return false;
  }
  document.set_sha256(digest->data(), digest->size());
  return true;
}

std::optional<std::string> FirstLineOf(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

CLI::Option* AddInstant(CLI::App& command, const std::string& name, std::string& text,
                        const std::string& what) {
  return command.add_option(name, text, what)->check(IsInstant());
}

CLI::Option* AddQuantity(CLI::App& command, const std::string& name, std::int64_t& quantity,
                         const std::string& what) {
  return command.add_option(name, quantity, what)
      ->check(CLI::Range(std::int64_t{1}, std::numeric_limits<std::int64_t>::max()));
}

void AddLimit(CLI::App& command, std::int64_t& limit) {
  command.add_option("--limit", limit, "at most so many (default: all)")
      ->check(CLI::PositiveNumber);
}

void PrintAccepted(Session& session, const v1::WriteResponse& response, bool validate_only) {
  if (response.has_waiting()) {
    const v1::Waiting& waiting = response.waiting();
    const std::int32_t needed = waiting.approvals_needed();
    session.out << (validate_only ? "would wait" : "waiting") << " for "
                << (needed == 1 ? "a second person" : std::to_string(needed) + " other persons");
    if (!validate_only) {
      session.out << ": proposal " << waiting.proposal() << ", until "
                  << ShowInstant(waiting.expire_time());
    }
    session.out << "\n";
    PrintPostings(session, waiting.postings());
    return;
  }
  const v1::Accepted& accepted = response.accepted();
  if (validate_only) {
    session.out << "would be accepted; nothing was recorded\n";
  } else {
    session.out << "accepted as transaction " << Thousands(accepted.sequence()) << ", record "
                << Thousands(accepted.record_number()) << ", at "
                << ShowInstant(accepted.record_time())
                << (accepted.replay() ? " (replay clock)" : "") << "\n";
  }
  if (!accepted.account().empty()) session.out << "account " << accepted.account() << "\n";
  PrintPostings(session, accepted.postings());
}

void PrintPostings(Session& session,
                   const google::protobuf::RepeatedPtrField<v1::Posting>& postings) {
  if (postings.empty()) return;
  using enum Table::Side;
  Table table({{"transferring"},
               {"acquiring"},
               {"instrument"},
               {"quantity", kRight},
               {"balance after", kRight},
               {"balance after", kRight}});
  const auto side = [](const v1::PositionName& position) {
    return position.account() + " " + Word(position.bucket());
  };
  for (const v1::Posting& posting : postings) {
    table.Add({side(posting.transferring()), side(posting.acquiring()),
               posting.transferring().instrument(), Thousands(posting.quantity()),
               Thousands(posting.transferring_balance()), Thousands(posting.acquiring_balance())});
  }
  table.Print(session.out, "");
}

}  // namespace registry::cli
