namespace Engine.Tests.Sampling.Constraints;

public sealed class GbnfParserTests
{
    [Theory]
    [InlineData("root = \"a\"", "line 1, column 6", "::=")]
    [InlineData("root ::= \"a", "line 1, column 10", "quotation mark")]
    [InlineData("root ::= \"\\q\"", "line 1, column 11", "unknown")]
    [InlineData("root ::= [a", "line 1, column 10", "closing bracket")]
    [InlineData("root ::= [z-a]", "line 1, column 11", "must not be the larger")]
    [InlineData("root ::= (\"a\"", "line 1, column 14", "')'")]
    [InlineData("root ::= * \"a\"", "line 1, column 10", "nothing stands before")]
    [InlineData("root ::= \"a\"{2", "line 1, column 15", "'}'")]
    [InlineData("root ::= \"a\"{3,2}", "line 1, column 13", "must not be the larger")]
    [InlineData("root ::= \"a\"{1000001}", "line 1, column 13", "more than")]
    [InlineData("root ::= \"a\"\n# x\nitem ::= missing \"b\"", "line 3, column 10", "missing")]
    [InlineData("item ::= \"a\"", "line 1, column 1", "root")]
    [InlineData("root ::= <[x]>", "line 1, column 10", "token id")]
    [InlineData("root ::= \"a\" ) \"b\"", "line 1, column 14", "the end of the line")]
    [InlineData("root ::= \"a\"\n  | \"b\"", "line 2, column 3", "name of a rule")]
    [InlineData("", "line 1, column 1", "root")]
    public void Grammar_Malformed_IsRefusedWithLineAndColumn(string grammar, string place, string reason)
    {
        var refused = Assert.Throws<ConstraintException>(() => Constraint.Grammar(grammar));
        Assert.Equal(place, refused.Place);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root ::= root \"a\" | \"a\"", "root")]
    [InlineData("root ::= \"x\" expr\nexpr ::= sum | \"1\"\nsum ::= (\" \"* expr \"+\" | \"2\"){1,3} \"3\"", "expr")]
    [InlineData("root ::= \"x\"\nother ::= [a]? other \"b\" | \"c\"", "other")]
    public void Grammar_LeftRecursive_IsRefusedByRule(string grammar, string rule)
    {
        var refused = Assert.Throws<ConstraintException>(() => Constraint.Grammar(grammar));
        Assert.Contains("left recursion", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Place == $"rule {rule}" || refused.Place == "rule sum", refused.Place);
    }

    [Theory]
    [InlineData("root ::= \"a\" other* # comment\nother ::= \"b\" | \"c\"", "abcb", true)]
    [InlineData("root ::= \"a\" other* # comment\nother ::= \"b\" | \"c\"", "ba", false)]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "b", true)]
    [InlineData("root ::= (\n  \"a\" # one\n  | \"b\"\n)\r\n", "b", true)]
    [InlineData("root ::= \"a\" root \"b\" |", "aabb", true)]
    [InlineData("root ::= \"a\" root \"b\" |", "aab", false)]
    [InlineData("root ::= ([a-z] \",\"?){2,300} \".\"", "ab,c.", true)]
    [InlineData("root ::= ([a-z] \",\"?){2,300} \".\"", "a.", false)]
    [InlineData("root ::= ((\"a\"{50,60} \"b\"){2,3} \"c\"){1,20}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabc", true)]
    [InlineData("root ::= (\"a\"? \"b\"?){70,80} \"c\"", "abbac", true)]
    public void Grammar_Texts_FollowTheRules(string grammar, string text, bool isText) => Assert.Equal(isText, Constraint.Grammar(grammar).Accepts(text));

    [Fact]
    public void Grammar_ChainOfManyRules_NeedsNoDeepStack()
    {
        const int rules = 30_000;
        string chain = "root ::= r0\n" + string.Concat(Enumerable.Range(0, rules).Select(i => $"r{i} ::= \"{(char)('a' + i % 26)}\" r{i + 1}?\n")) + $"r{rules} ::= \"z\"";
        Assert.True(Constraint.Grammar(chain).Accepts("abcdef"));
    }

    [Fact]
    public void Grammar_ParenthesesWithoutEnd_AreRefused() =>
        Assert.Throws<ConstraintException>(() => Constraint.Grammar("root ::= " + new string('(', 100_000) + "\"a\"" + new string(')', 100_000)));
}
