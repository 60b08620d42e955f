"""Faults of one value as people write it."""

from opendti.faults.template import Words

VALUES = {
    "whole_number_ambiguous": Words(
        vi="“{found}” có thể là {large} hoặc số lẻ {small}; ở đây cần số nguyên, hãy ghi {large} nếu đúng là số đó.",
        en='"{found}" may be {large} or the fraction {small}; a whole number is needed, write {large} if that is meant',
    ),
    "number_ambiguous": Words(
        vi="“{found}” có thể là {large} hoặc {small}; hãy ghi một trong hai.",
        en='"{found}" may be {large} or {small}; write one of the two',
    ),
    "number_empty": Words(
        vi="Cần một số mà chưa ghi gì.",
        en="a number was expected, but nothing was written",
    ),
    "number_expected": Words(
        vi="Cần một số như 0,45 hoặc 1.234,5, đang là “{found}”.",
        en='a number such as 0,45 or 1.234,5 was expected, not "{found}"',
    ),
    "whole_number_expected": Words(
        vi="Cần một số nguyên như 1234, đang là “{found}”.",
        en='a whole number such as 1234 was expected, not "{found}"',
    ),
    "number_beyond_bounds": Words(
        vi="Cần một số từ -10^15 đến 10^15, đang là “{found}”.",
        en='a number from -10^15 to 10^15 was expected, not "{found}"',
    ),
    "number_endless": Words(
        vi="Cần một số, đang là “{found}”.", en='a number was expected, not "{found}"'
    ),
    "truth_expected": Words(
        vi="Cần có hoặc không, đang là “{found}”.",
        en='yes or no (có or không) was expected, not "{found}"',
    ),
    "option_expected": Words(
        vi="Cần một trong: {expected}, đang là “{found}”.",
        en='one of {expected} was expected, not "{found}"',
    ),
    "number_outside": Words(
        vi="Cần {noun:term} từ {lowest:.15g} đến {highest:.15g}, đang là {found:.15g}.",
        en="{noun:term} from {lowest:.15g} to {highest:.15g} was expected, not {found:.15g}",
    ),
    "number_too_small": Words(
        vi="Cần {noun:term} không nhỏ hơn {lowest:.15g}, đang là {found:.15g}.",
        en="{noun:term} of at least {lowest:.15g} was expected, not {found:.15g}",
    ),
    "number_too_large": Words(
        vi="Cần {noun:term} không lớn hơn {highest:.15g}, đang là {found:.15g}.",
        en="{noun:term} of at most {highest:.15g} was expected, not {found:.15g}",
    ),
    "number_of_other_kind": Words(
        vi="Cần {noun:term}, đang là {found:.15g}.",
        en="{noun:term} was expected, not {found:.15g}",
    ),
    "truth_as_number": Words(
        vi="Cần có hoặc không (1 hoặc 0), đang là {found:.15g}.",
        en="yes or no (1 or 0) was expected, not {found:.15g}",
    ),
    "rank_expected": Words(
        vi="Cần một thứ hạng từ 1, đang là {found:g}.",
        en="a rank from 1 up was expected, not {found:g}",
    ),
    "number_not_finite": Words(
        vi="Cần một số, đang là {found:g}.", en="a number was expected, not {found:g}"
    ),
    "value_from_0_to_1": Words(
        vi="Cần một giá trị từ 0 đến 1, đang là {found:g}.",
        en="a value from 0 to 1 was expected, not {found:g}",
    ),
    "date_expected": Words(
        vi="Cần một ngày như 2025-07-01 hoặc 01/07/2025, đang là “{found}”.",
        en='a date such as 2025-07-01 or 01/07/2025 was expected, not "{found}"',
    ),
}
