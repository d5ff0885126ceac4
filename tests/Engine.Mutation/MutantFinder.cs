using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Mutation;

/// <summary>Finds what can be changed in a source file: constants, operators, and the names of methods that have a twin for the other lanes.</summary>
internal sealed class MutantFinder(string file, SyntaxTree tree) : CSharpSyntaxWalker
{
    private static readonly Dictionary<SyntaxKind, string> s_operators = new()
    {
        [SyntaxKind.PlusToken] = "-",
        [SyntaxKind.MinusToken] = "+",
        [SyntaxKind.AsteriskToken] = "+",
        [SyntaxKind.SlashToken] = "*",
        [SyntaxKind.PercentToken] = "/",
        [SyntaxKind.LessThanLessThanToken] = ">>",
        [SyntaxKind.GreaterThanGreaterThanToken] = "<<",
        [SyntaxKind.GreaterThanGreaterThanGreaterThanToken] = "<<",
        [SyntaxKind.AmpersandToken] = "|",
        [SyntaxKind.BarToken] = "&",
        [SyntaxKind.CaretToken] = "|",
        [SyntaxKind.LessThanToken] = "<=",
        [SyntaxKind.LessThanEqualsToken] = "<",
        [SyntaxKind.GreaterThanToken] = ">=",
        [SyntaxKind.GreaterThanEqualsToken] = ">",
        [SyntaxKind.EqualsEqualsToken] = "!=",
        [SyntaxKind.ExclamationEqualsToken] = "==",
        [SyntaxKind.AmpersandAmpersandToken] = "||",
        [SyntaxKind.BarBarToken] = "&&",
        [SyntaxKind.PlusEqualsToken] = "-=",
        [SyntaxKind.MinusEqualsToken] = "+=",
        [SyntaxKind.AsteriskEqualsToken] = "+=",
        [SyntaxKind.BarEqualsToken] = "&=",
        [SyntaxKind.AmpersandEqualsToken] = "|=",
    };

    private static readonly (string, string)[] s_twins =
    [
        ("GetLower", "GetUpper"), ("WidenLower", "WidenUpper"), ("UnpackLow", "UnpackHigh"), ("ZipLow", "ZipHigh"), ("Min", "Max"), ("Add", "Subtract"),
        ("LessThan", "LessThanOrEqual"), ("GreaterThan", "GreaterThanOrEqual"), ("ShiftLeft", "ShiftRightLogical"), ("AddSaturate", "SubtractSaturate"),
        ("PermuteVar16x32", "PermuteVar16x32x2"), ("FusedMultiplyAdd", "FusedMultiplySubtract"), ("Ceiling", "Floor"), ("Round", "Floor"), ("Sum", "Max"), ("Low", "High"), ("Lower", "Upper"),
    ];

    private static readonly Dictionary<string, string> s_names = s_twins.Concat(s_twins.Select(twin => (twin.Item2, twin.Item1)))
        .DistinctBy(twin => twin.Item1).ToDictionary(twin => twin.Item1, twin => twin.Item2);

    private readonly List<Mutant> _mutants = [];

    /// <summary>Every mutant of <paramref name="tree"/>, in the order of the text.</summary>
    public static IReadOnlyList<Mutant> Find(string file, SyntaxTree tree)
    {
        var finder = new MutantFinder(file, tree);
        finder.Visit(tree.GetRoot());
        return [.. finder._mutants.OrderBy(mutant => mutant.Position)];
    }

    public override void VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        if (node.Token.Value is int or uint or long or ulong or float or double) Add(node.Token, Next(node.Token));
    }

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (s_operators.TryGetValue(node.OperatorToken.Kind(), out string? other)) Add(node.OperatorToken, other);
        base.VisitBinaryExpression(node);
    }

    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        if (s_operators.TryGetValue(node.OperatorToken.Kind(), out string? other)) Add(node.OperatorToken, other);
        base.VisitAssignmentExpression(node);
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (IsCheck(node.Expression)) return;
        var name = node.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name,
            SimpleNameSyntax simple => simple,
            _ => null,
        };
        if (name is not null && s_names.TryGetValue(name.Identifier.Text, out string? twin)) Add(name.Identifier, twin);
        base.VisitInvocationExpression(node);
    }

    public override void VisitThrowStatement(ThrowStatementSyntax node)
    {
    }

    public override void VisitThrowExpression(ThrowExpressionSyntax node)
    {
    }

    public override void VisitAttributeList(AttributeListSyntax node)
    {
    }

    public override void VisitEnumDeclaration(EnumDeclarationSyntax node)
    {
    }

    /// <summary>Whether the call only refuses bad arguments: its constants and messages are no kernel's.</summary>
    private static bool IsCheck(ExpressionSyntax called) => called.ToString() is var text
        && (text.Contains(".ThrowIf", StringComparison.Ordinal) || text.StartsWith("Debug.", StringComparison.Ordinal) || text == "nameof");

    /// <summary>The constant after this one: one more of an integer, twice a fraction, 1 instead of 0.0.</summary>
    private static string Next(SyntaxToken token)
    {
        string suffix = token.Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? string.Concat(token.Text.Reverse().TakeWhile(c => "uUlL".Contains(c, StringComparison.Ordinal)).Reverse())
            : string.Concat(token.Text.Reverse().TakeWhile(char.IsLetter).Reverse());
        return token.Value switch
        {
            float value => Format(value == 0 ? 1 : value * 2) + suffix,
            double value => Format(value == 0 ? 1 : value * 2) + suffix,
            int or uint or long or ulong => (Convert.ToUInt64(token.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture) + suffix,
            _ => throw new ArgumentException($"{token.Text} is no number", nameof(token)),
        };
    }

    private static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.Any(c => c is '.' or 'E') ? text : text + ".0";

    private void Add(SyntaxToken token, string replacement)
    {
        var line = tree.GetText().Lines.GetLineFromPosition(token.SpanStart);
        _mutants.Add(new Mutant(file, line.LineNumber + 1, token.SpanStart, token.Text, replacement, line.ToString().Trim()));
    }
}
