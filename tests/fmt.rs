//! `fmt`: what authors get back for what they wrote. That it says the same is proven where the formatter stands.

use candor::{Error, Rulebook};

/// Every habit at once: tight and loose, comments everywhere, lines broken anywhere.
const MESSY: &str = r#"

   # How to read this
# - limits are those of the day


rulebook   shop "A  shop"   # the shop on Main Street
     edition "1"
     # since the move
     in   force from 2026-01-01 until 2026-12-31
     currency EUR
     languages en
## Asked at the till.
fact amount "the amount"   : money
     ask
         "How much is it?"

     range at least 0 EUR
     customer can lower "take less" , effort small # if they like
 # the level is not checked yet
fact tier "the level": one of low ,   high
fact faulty "the article is faulty": yes/no



action refund "a refund" allowed unless restricted
# --- Rules ---
restriction small_amounts "Small amounts (under the limit)" on refund
    when all of
       - amount   is less than 1_000.50 EUR
       - a "one of several"  , by
             law "Act 1" : any of   # the law says so
            # the usual case
            - not faulty
            - none of ( tier is one of (low , high),
                 amount is more than (2 EUR   + 0.5 EUR) )
    source house policy "Handbook 1"
    tell customer "Refunds start at an amount"
                      "that is worth it: {amount  +  1 EUR}." # wording approved
    override by nobody
    # to do: a right for members

  # An example from the till
example "A small one"
  today 2026-01-31
  given
    amount 5 EUR, tier low
    , faulty yes
  then refund is denied by small_amounts # for now"#;

#[test]
fn a_messy_rulebook_becomes_canonical() {
    insta::assert_snapshot!(Rulebook::format("messy.rulebook", MESSY).unwrap(), @r###"
    # How to read this
    # - limits are those of the day

    rulebook shop "A  shop"  # the shop on Main Street
      edition   "1"
      # since the move
      in force  from 2026-01-01 until 2026-12-31
      currency  EUR
      languages en
    ## Asked at the till.
    fact amount "the amount": money
      ask       "How much is it?"
      range     at least 0 EUR
      customer  can lower "take less", effort small  # if they like
      # the level is not checked yet
    fact tier "the level": one of low, high
    fact faulty "the article is faulty": yes/no

    action refund "a refund" allowed unless restricted
    # --- Rules ---
    restriction small_amounts "Small amounts (under the limit)" on refund
      when      all of
                - amount is less than 1_000.50 EUR
                - a "one of several", by
                  law "Act 1": any of  # the law says so
                    # the usual case
                    - not faulty
                    - none of (tier is one of (low, high),
                      amount is more than (2 EUR + 0.5 EUR))
      source    house policy "Handbook 1"
      tell customer "Refunds start at an amount"
                "that is worth it: {amount  +  1 EUR}."  # wording approved
      override  by nobody
      # to do: a right for members

    # An example from the till
    example "A small one"
      today 2026-01-31
      given amount 5 EUR, tier low,
            faulty yes
      then  refund is denied by small_amounts  # for now
    "###);
}

#[test]
fn line_ends_and_byte_order_marks_of_editors_go() {
    let text = "\u{feff}rulebook a \"A\"\r\n  edition \"1\"  \r\n\r\n\r\n# end\r\n";
    let canonical = "rulebook a \"A\"\n  edition   \"1\"\n\n# end\n";
    assert_eq!(Rulebook::format("a.rulebook", text).unwrap(), canonical);
}

#[test]
fn what_cannot_be_read_gets_its_diagnostics() {
    let text = "rulebook a \"A\"\n  edition   1\nalways   a is\n";
    let Err(Error::Text(report)) = Rulebook::format("a.rulebook", text) else { panic!("it was formatted") };
    let found: Vec<_> = report.diagnostics.iter().map(|d| (d.code.name(), d.message.as_str())).collect();
    let both = [("E_SYNTAX", "`1` is not expected here"), ("E_SYNTAX", "`is` is not expected here")];
    assert_eq!(found, both);
}
