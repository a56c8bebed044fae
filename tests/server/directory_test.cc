// The directory follows the book: later rules from anywhere, any rules from the book itself.
#include "server/directory.h"

#include <catch2/catch.hpp>

namespace registry::server {
namespace {

std::shared_ptr<const ledger::Rules> RulesOf(std::int64_t epoch, const std::string& participant) {
  ledger::Rules rules;
  rules.epoch = ledger::RulesEpoch{epoch};
  ledger::Participant entry;
  entry.id = ledger::ParticipantId{1};
  entry.name = participant;
  rules.participants[entry.id] = entry;
  return std::make_shared<const ledger::Rules>(std::move(rules));
}

bool Knows(const DirectoryBoard& board, const std::string& participant) {
  return board.Current()->FindParticipant(participant) != nullptr;
}

}  // namespace

TEST_CASE("rules that were read may be of a replica behind, and only later ones are taken") {
  DirectoryBoard board(RulesOf(5, "five"));
  board.Offer(RulesOf(4, "four"));
  CHECK(Knows(board, "five"));
  board.Offer(RulesOf(6, "six"));
  CHECK(Knows(board, "six"));
  CHECK_FALSE(Knows(board, "five"));
}

TEST_CASE("the book's own rules are taken, though a lost commit had a later or the same epoch") {
  DirectoryBoard board(RulesOf(5, "lost"));
  board.Replace(RulesOf(5, "same"));
  CHECK(Knows(board, "same"));
  CHECK_FALSE(Knows(board, "lost"));
  board.Replace(RulesOf(4, "earlier"));
  CHECK(Knows(board, "earlier"));
  board.Offer(RulesOf(5, "next"));
  CHECK(Knows(board, "next"));
}

}  // namespace registry::server
