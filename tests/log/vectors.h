// Canonical bytes written by hand from the grammar, never by the product. docs/canonical.md shows
// the same texts. A line is bytes in hexadecimal, then what they are.
#ifndef TESTS_LOG_VECTORS_H_
#define TESTS_LOG_VECTORS_H_

#include <string>
#include <string_view>

namespace registry::log::testing {

inline constexpr std::string_view kTransferContent = R"(
01                                   # version
00 0e                                # command type: Transfer, 14
00 00 00 07                          # participant 7
00 00 00 06 6c 69 2e 77 65 69        # person "li.wei"
00 00 00 00 00 00 03 e9              # transferring_account 1001
00 00 00 00 00 00 03 ea              # acquiring_account 1002
00 00 00 05 43 45 41 32 31           # instrument "CEA21"
00 00 00 00 00 00 00 fa              # quantity 250
00 02                                # ground: compulsory execution, 2
00 00 00 0b                          # document number, 11 bytes
5a 4a 2d 32 30 32 34 2d 30 31 37     # "ZJ-2024-017"
00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  # document digest
10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  # document digest, second half
)";

inline constexpr std::string_view kSurrenderContent = R"(
01                                   # version
00 11                                # command type: Surrender, 17
00 00 00 0c                          # participant 12
00 00 00 00                          # person: empty, a system
00 00 00 00 00 00 03 e9              # unit_account 1001
00 01                                # sector: power, 1
00 00 00 07 32 30 31 39 2d 32 30     # period "2019-20"
00 00 00 02                          # lines: two
00 00 00 07 43 45 41 31 39 32 30     # instrument "CEA1920"
00 00 00 00 00 00 02 58              # quantity 600
00 00 00 05 43 45 41 32 31           # instrument "CEA21"
00 00 00 00 00 00 00 28              # quantity 40
01                                   # allow_surplus: yes
)";

inline constexpr std::string_view kAcceptedSurrender = R"(
01                                   # version
00 00 00 00 00 00 00 29              # record number 41
00 05 d4 79 f7 f9 60 00              # recorded_at 2022-01-01 00:00:00.000000 UTC
00 00 00 00 00 00 00 03              # rules epoch 3
00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff  # request id
00 05 d4 79 f7 f9 5f ff              # received_at, a microsecond earlier
00 00 00 49                          # content: 73 bytes
01                                   # content version
00 11                                # command type: Surrender, 17
00 00 00 0c                          # participant 12
00 00 00 00                          # person: empty, a system
00 00 00 00 00 00 03 e9              # unit_account 1001
00 01                                # sector: power, 1
00 00 00 07 32 30 31 39 2d 32 30     # period "2019-20"
00 00 00 02                          # lines: two
00 00 00 07 43 45 41 31 39 32 30     # instrument "CEA1920"
00 00 00 00 00 00 02 58              # quantity 600
00 00 00 05 43 45 41 32 31           # instrument "CEA21"
00 00 00 00 00 00 00 28              # quantity 40
01                                   # allow_surplus: yes
01                                   # outcome: accepted
00 00 00 00 00 00 00 28              # sequence 40
00 00 00 02                          # postings: two
00 00 00 00 7d 20 00 21              # transferring: account 1001, instrument 1, REGISTERED
00 00 00 00 00 40 00 21              # acquiring: account 2, instrument 1, REGISTERED
00 00 00 00 00 00 02 58              # quantity 600
00 00 00 00 00 00 01 90              # transferring balance 400
00 00 00 00 00 00 02 58              # acquiring balance 600
00 00 00 00 7d 20 00 41              # transferring: account 1001, instrument 2, REGISTERED
00 00 00 00 00 40 00 41              # acquiring: account 2, instrument 2, REGISTERED
00 00 00 00 00 00 00 28              # quantity 40
00 00 00 00 00 00 00 00              # transferring balance 0
00 00 00 00 00 00 00 28              # acquiring balance 40
00                                   # opened account: none
)";

inline constexpr std::string_view kRejectedTransfer = R"(
01                                   # version
00 00 00 00 00 00 00 2a              # record number 42
00 05 d4 79 f7 f9 60 01              # recorded_at 2022-01-01 00:00:00.000001 UTC
00 00 00 00 00 00 00 03              # rules epoch 3
ff ee dd cc bb aa 99 88 77 66 55 44 33 22 11 00  # request id
00 05 d4 79 f7 f9 60 00              # received_at, a microsecond earlier
00 00 00 63                          # content: 99 bytes
01                                   # content version
00 0e                                # command type: Transfer, 14
00 00 00 07                          # participant 7
00 00 00 06 6c 69 2e 77 65 69        # person "li.wei"
00 00 00 00 00 00 03 e9              # transferring_account 1001
00 00 00 00 00 00 03 ea              # acquiring_account 1002
00 00 00 05 43 45 41 32 31           # instrument "CEA21"
00 00 00 00 00 00 00 fa              # quantity 250
00 02                                # ground: compulsory execution, 2
00 00 00 0b                          # document number, 11 bytes
5a 4a 2d 32 30 32 34 2d 30 31 37     # "ZJ-2024-017"
00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  # document digest
10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  # document digest, second half
02                                   # outcome: rejected
00 00 00 02                          # failed checks: two
00 02                                # reason: ACCOUNT_STATUS_FORBIDS, 2
00 00 00 00                          # facts: none
00 14                                # reason: INSUFFICIENT_HOLDING, 20
00 00 00 02                          # facts: two
00 00 00 0f                          # name, 15 bytes
72 65 71 75 65 73 74 65 64 5f 74 63 6f 32 65     # "requested_tco2e"
00 00 00 03 32 35 30                 # value "250"
00 00 00 0f                          # name, 15 bytes
61 76 61 69 6c 61 62 6c 65 5f 74 63 6f 32 65     # "available_tco2e"
00 00 00 03 32 30 30                 # value "200"
)";

// The holder's name is 河北一号电厂 (18 bytes of UTF-8).
inline constexpr std::string_view kAcceptedOpening = R"(
01                                   # version
00 00 00 00 00 00 00 00              # record number 0
00 05 d4 79 f7 f9 60 00              # recorded_at 2022-01-01 00:00:00.000000 UTC
00 00 00 00 00 00 00 03              # rules epoch 3
00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff  # request id
00 05 d4 79 f7 f9 5f ff              # received_at, a microsecond earlier
00 00 00 4b                          # content: 75 bytes
01                                   # content version
00 07                                # command type: OpenAccount, 7
00 00 00 02                          # participant 2
00 00 00 00                          # person: empty, a system
00 01                                # kind: key emitting unit, 1
00 00 00 12                          # social_credit_code, 18 bytes
39 31 31 33 30 31 30 30 4d 41 30 58 58 58 58 58 31 54  # "91130100MA0XXXXX1T"
58 3e 3b c4 ae 63 b9 7c 9f 34 02 77 ea eb 5a 17  # SHA-256 of holder_name
a0 36 f0 ee 64 d0 16 a0 88 8f 9c ed 41 e6 96 5e  # SHA-256 of holder_name, second half
00 00 00 02 31 33                    # province "13"
00 01                                # sector: power, 1
01                                   # outcome: accepted
00 00 00 00 00 00 00 09              # sequence 9
00 00 00 00                          # postings: none
01 00 00 00 00 00 00 03 e9           # opened account: 1001
)";

inline constexpr std::string_view kAcceptedIssue = R"(
01                                   # version
00 00 00 00 00 00 00 0a              # record number 10
00 05 d4 79 f7 f9 60 00              # recorded_at 2022-01-01 00:00:00.000000 UTC
00 00 00 00 00 00 00 03              # rules epoch 3
00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff  # request id
00 05 d4 79 f7 f9 5f ff              # received_at, a microsecond earlier
00 00 00 66                          # content: 102 bytes
01                                   # content version
00 09                                # command type: Issue, 9
00 00 00 02                          # participant 2
00 00 00 00                          # person: empty, a system
00 00 00 0c                          # plan, 12 bytes
70 6c 61 6e 2d 32 30 31 39 2d 32 30  # "plan-2019-20"
00 00 00 07 43 45 41 31 39 32 30     # instrument "CEA1920"
00 01                                # sector: power, 1
00 00 00 00 00 00 00 05              # acquiring_account 5, the national account
00 00 00 00 00 00 03 e8              # quantity 1000
00 00 00 0a                          # document number, 10 bytes
4d 45 45 2d 32 30 32 30 2d 33        # "MEE-2020-3"
00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  # document digest
10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  # document digest, second half
01                                   # outcome: accepted
00 00 00 00 00 00 00 0a              # sequence 10
00 00 00 01                          # postings: one
00 00 00 00 00 20 00 21              # transferring: account 1, instrument 1, REGISTERED
00 00 00 00 00 a0 00 21              # acquiring: account 5, instrument 1, REGISTERED
00 00 00 00 00 00 03 e8              # quantity 1000
ff ff ff ff ff ff fc 18              # transferring balance -1000
00 00 00 00 00 00 03 e8              # acquiring balance 1000
00                                   # opened account: none
)";

inline constexpr std::string_view kRecords[] = {kAcceptedSurrender, kRejectedTransfer,
                                                kAcceptedOpening, kAcceptedIssue};

// The bytes of such a text.
std::string BytesOf(std::string_view vector);

// The text with other bytes on the line whose description is exactly `description`.
std::string WithLine(std::string_view vector, std::string_view description, std::string_view bytes);

std::string Hex(std::string_view bytes);

template <typename Bytes>
std::string HexOf(const Bytes& bytes) {
  return Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace registry::log::testing

#endif  // TESTS_LOG_VECTORS_H_
