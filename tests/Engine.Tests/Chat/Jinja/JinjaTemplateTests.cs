using System.Text.Json;
using Engine.Chat.Jinja;

namespace Engine.Tests.Chat.Jinja;

public sealed class JinjaTemplateTests
{
    /// <summary>Bytes asked for in all; most are soon garbage, and code that is not yet compiled in full asks for more.</summary>
    private const long MostAllocated = 512L << 20;

    private static readonly JsonDocument s_golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestFiles.Root, "tests", "Engine.Tests", "Chat", "Jinja", "jinja2-cases.json")));

    /// <summary>Numbers of the cases in jinja2-cases.json.</summary>
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, s_golden.RootElement.GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Render_Snippet_EqualsJinja2(int number)
    {
        var golden = s_golden.RootElement.GetProperty("cases")[number];
        string template = golden.GetProperty("template").GetString()!;
        string Render() => JinjaTemplateTests.Render(template, s_golden.RootElement.GetProperty("variables"));

        if (golden.TryGetProperty("error", out var error))
            Assert.Equal((template, error.GetString()), (template, Assert.Throws<ChatTemplateException>(Render).Reason));
        else
            Assert.Equal((template, golden.GetProperty("text").GetString()), (template, Render()));
    }

    [Theory]
    [InlineData("{% frob 'x' %}", "the tag 'frob' is not supported", 1)]
    [InlineData("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", "block 'a' defined twice", 2)]
    [InlineData("{% block a %}{% endblock b %}", "expected 'a', got 'b'", 1)]
    [InlineData("a\n{% break %}", "'break' outside of a loop", 2)]
    [InlineData("{% if x %}\n", "the template ends where 'elif' or 'else' or 'endif' was expected", 1)]
    [InlineData("\n{{ x", "a tag is not closed by '}}'", 2)]
    [InlineData("{{ (1] }}", "unexpected ']'", 1)]
    [InlineData("{{ }}", "expected an expression, got 'end of print statement'", 1)]
    [InlineData("{# open", "missing end of comment tag", 1)]
    [InlineData("{{ a ? b }}", "unexpected character '?'", 1)]
    [InlineData("{{ '\\xZZ' }}", "the escape '\\x' needs 2 hexadecimal digits", 1)]
    [InlineData("{% set loop = 1 %}", "cannot assign to 'loop'", 1)]
    public void Parse_Unsupported_IsRefusedByNameAndLine(string template, string reason, int line)
    {
        var error = Assert.Throws<ChatTemplateException>(() => JinjaTemplate.Parse(template));
        Assert.Equal((reason, line), (error.Reason, error.Line));
        Assert.Contains($"line {line}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% include 'x' %}", "the tag 'include' is not supported", 1)]
    [InlineData("\n{% autoescape true %}{{ a }}{% endautoescape %}", "the tag 'autoescape' is not supported", 2)]
    [InlineData("\n\n{{ x|urlize }}", "the filter 'urlize' is not supported", 3)]
    [InlineData("{{ 1 is\nnope }}", "the test 'nope' is not supported", 2)]
    [InlineData("{{ [1]|map('nope')|list }}", "the filter 'nope' is not supported", 1)]
    public void Render_Unsupported_IsRefusedWhenItIsReached(string template, string reason, int line)
    {
        var error = Assert.Throws<ChatTemplateException>(() => Render(template));
        Assert.Equal((reason, line), (error.Reason, error.Line));
        Assert.Equal("ok", Render("{% if false %}" + template + "{% endif %}{% for x in [] %}" + template + "{% endfor %}{% macro m() %}" + template + "{% endmacro %}ok"));
    }

    [Fact]
    public void Parse_TemplateOfMegabytes_IsRefused()
    {
        var error = Assert.Throws<ChatTemplateException>(() => JinjaTemplate.Parse(new string('a', 50 << 20)));
        Assert.Contains("52428800 characters", error.Message, StringComparison.Ordinal);
        Assert.Equal(1 << 19, Render(new string('a', 1 << 19)).Length);
    }

    [Fact]
    public void Parse_LargestTemplateOfTokens_StaysWithinMemory()
    {
        string template = "{{" + string.Concat(Enumerable.Repeat("1,", (1 << 18) - 3)) + "1}}";
        long before = GC.GetAllocatedBytesForCurrentThread();
        JinjaTemplate.Parse(template);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }

    /// <summary>Bytes asked for, of which most are not held; each of these took gigabytes, or a time that grows with the square.</summary>
    [Theory]
    [InlineData("{% set s = 'x' * 16000000 %}{% for i in range(1000) %}{% set t = s[0:1] %}{% endfor %}")]
    [InlineData("{% set s = 'x' * 16000000 %}{% for i in range(1000) %}{% set t = s[0] %}{% endfor %}")]
    [InlineData("{% set s = (m ~ 'x') * 40000 %}{% set t = s.replace('x', 'y') %}{% set t = s[1:-1] %}")]
    [InlineData("{% set s = 'x' * 16000000 %}{% for i in range(1000) %}{% set t = s|upper %}{% endfor %}")]
    [InlineData("{% set s = 'x ' * 8000000 %}{{ s.split()|length }}")]
    [InlineData("{% set s = 'x ' * 8000000 %}{{ s|list|length }}")]
    [InlineData("{% for i in range(99) %}{% set x = range(99999)|list %}{% endfor %}")]
    [InlineData("{% set l = ['a' * 9999999] * 999 %}{{ l|map('upper')|list|length }}")]
    public void Render_HostileTemplate_StaysWithinMemory(string template)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Record.Exception(() => JinjaTemplate.Parse(template).Render([KeyValuePair.Create("m", (Value)Text.FromMessage("message"))], DateTimeOffset.UnixEpoch, cancellationToken: TestContext.Current.CancellationToken));
        Assert.True(error is null or ChatTemplateException, error?.ToString());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }

    [Fact]
    public void Render_Cancelled_Ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => JinjaTemplate.Parse("").Render([], DateTimeOffset.UnixEpoch, cancellationToken: source.Token));
    }

    [Fact]
    public void Render_CancelledOnTheWay_Ends()
    {
        using var source = new CancellationTokenSource();
        // These limits are never reached: only the cancellation can end it.
        var endless = JinjaTemplate.Parse("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}");
        var limits = new Limits(Steps: long.MaxValue / 2, Bytes: long.MaxValue / 2);
        source.CancelAfter(50);
        Assert.Throws<OperationCanceledException>(() => endless.Render([], DateTimeOffset.UnixEpoch, limits, source.Token));
    }

    /// <summary>Filters, tests and methods on values and arguments nobody planned for: whatever comes of it is a text or a typed refusal.</summary>
    [Fact]
    public void Render_RandomCalls_GiveTextOrATypedException()
    {
        var random = new Random(8);
        string[] values = ["'aß😀 %d {0}'", "'<b>'|safe", "''", "0", "-7", "10**40", "2.5", "1e308 * 10", "-(1e308 * 10)", "(1e308 * 10) - (1e308 * 10)", "none", "true", "nope", "[]", "[3, 'a', none]", "(1, 2)",
            "{'a': 1, 2: 'b'}", "range(3)", "namespace(a=1)", "joiner()", "cycler(1, 2)", "[[1, 2], [3]]", "'%s'", "'%*d'", "'{:^5}'", "'{:,.2f}'", "99999999999"];
        string[] filters = [.. Filters.Table.Keys], tests = [.. Engine.Chat.Jinja.Tests.Table.Keys.Where(name => char.IsLetter(name[0]))];
        string[] methods = ["upper", "title", "strip", "split", "rsplit", "splitlines", "partition", "startswith", "endswith", "replace", "find", "rindex", "count", "join", "format", "zfill", "ljust", "center", "get", "items",
            "keys", "index", "capitalize", "casefold"];
        string[] operators = ["+", "-", "*", "/", "//", "%", "**", "~", "<", ">=", "==", "in", "not in", "and"];
        string Value() => values[random.Next(values.Length)];
        string Arguments() => string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Value()));
        for (int i = 0; i < 6000; i++)
        {
            string expression = random.Next(5) switch
            {
                0 => $"({Value()})|{filters[random.Next(filters.Length)]}({Arguments()})",
                1 => $"({Value()}) is {tests[random.Next(tests.Length)]}({Arguments()})",
                2 => $"({Value()}).{methods[random.Next(methods.Length)]}({Arguments()})",
                3 => $"({Value()}) {operators[random.Next(operators.Length)]} ({Value()})",
                _ => $"({Value()})[{Value()}:{Value()}:{Value()}]",
            };
            var error = Record.Exception(() => Render("{{ " + expression + " }}"));
            Assert.True(error is null or ChatTemplateException, $"{expression}: {error}");
        }
    }

    [Fact]
    public void Render_RunTimeError_NamesItsLine()
    {
        var error = Assert.Throws<ChatTemplateException>(() => Render("a\nb {{ x.y.z }}"));
        Assert.Equal(("'x' is undefined", 2), (error.Reason, error.Line));
    }

    [Theory]
    [InlineData("{{ @ }}", "(", ")")]
    [InlineData("{{ @ }}", "[", "]")]
    [InlineData("{{ @ }}", "-", "")]
    [InlineData("{{ @ }}", "x(", ")")]
    [InlineData("{{ @ }}", "x[", "]")]
    [InlineData("{{ @ }}", "{1:", "}")]
    [InlineData("{{ @ }}", "1 if 1 else ", "")]
    [InlineData("@", "{% if 1 %}", "{% endif %}")]
    [InlineData("@", "{% for x in [1] %}", "{% endfor %}")]
    [InlineData("@", "{% macro m() %}", "{% endmacro %}")]
    [InlineData("{% set @ = 1 %}", "(", ")")]
    public void Parse_TenThousandLevels_IsRefused(string frame, string open, string close)
    {
        string nested = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));
        var error = Assert.Throws<ChatTemplateException>(() => JinjaTemplate.Parse(frame.Replace("@", nested, StringComparison.Ordinal)));
        Assert.StartsWith("nested deeper than", error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+1")]
    [InlineData("~1")]
    [InlineData(" and 1")]
    [InlineData(" or 0")]
    [InlineData(" == 1")]
    [InlineData("|string")]
    [InlineData(" is defined")]
    [InlineData(".x")]
    [InlineData("[0]")]
    [InlineData("()")]
    [InlineData(" if 1")]
    [InlineData("**1")]
    public void Render_ChainOfTenThousand_EndsOrIsRefused(string link)
    {
        string template = "{{ 1" + string.Concat(Enumerable.Repeat(link, 10_000)) + " }}";
        var error = Record.Exception(() => Render(template));
        Assert.True(error is null or ChatTemplateException, error?.ToString());
    }

    [Theory]
    [InlineData("{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "nested deeper")]
    [InlineData("{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}", "nested deeper")]
    [InlineData("{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(90) }}", "steps")]
    [InlineData("{% set n = namespace(s='ab') %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}", "memory")]
    [InlineData("{% set n = namespace(s='ab') %}{% for i in range(99) %}{% set n.s = n.s.replace('a', n.s) %}{% endfor %}", "memory")]
    [InlineData("{% set n = namespace(s=[0]) %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}", "items")]
    [InlineData("{% set n = namespace(s=[0]) %}{% for i in range(999) %}{% set n.s = [n.s] %}{% endfor %}{{ n.s }}", "nested deeper")]
    [InlineData("{% set n = namespace(s=[0]) %}{% for i in range(90) %}{% set n.s = [n.s, n.s] %}{% endfor %}{{ n.s }}", "longer than")]
    [InlineData("{% set n = namespace(s=(0,)) %}{% for i in range(90) %}{% set n.s = (n.s, n.s) %}{% endfor %}{{ {n.s: 1} }}", "steps")]
    [InlineData("{% set n = namespace(s=(0,)) %}{% for i in range(20) %}{% set n.s = (n.s, n.s) %}{% endfor %}{% for i in range(99) %}{% if {n.s: 1} %}{% endif %}{% endfor %}", "steps")]
    [InlineData("{% set a = 'a' * 9999999 %}{{ a ~ 'b' ~ a ~ a in a }}", "longer than")]
    [InlineData("{% set a = 'a' * 4999999 %}{{ (a ~ 'b' ~ a) in (a ~ a) }}", "steps")]
    [InlineData("{% set a = 'a' * 4999999 %}{{ (a ~ a).find(a ~ 'b') }}", "steps")]
    [InlineData("{{ 'a' * 999999999 }}", "longer than")]
    [InlineData("{{ [0] * 999999999 }}", "items")]
    [InlineData("{{ 'a'.ljust(999999999) }}", "longer than")]
    [InlineData("{{ 'a'.center(999999999) }}", "longer than")]
    [InlineData("{{ 'a'.zfill(999999999) }}", "longer than")]
    [InlineData("{{ '%999999999d' % 1 }}", "width")]
    [InlineData("{{ '{:999999999d}'.format(1) }}", "width")]
    [InlineData("{{ [1]|batch(999999999, 0)|list }}", "linecount")]
    [InlineData("{{ [1]|slice(999999999)|list }}", "slices")]
    [InlineData("{{ 9 ** 9 ** 9 ** 9 ** 9 }}", "bits")]
    [InlineData("{{ 2 ** 99999 }}", "too large")]
    [InlineData("{% set n = namespace(s=3) %}{% for i in range(99) %}{% set n.s = n.s * n.s %}{% endfor %}", "bits")]
    [InlineData("{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}", "memory")]
    [InlineData("{% set s = 'x' * 9999999 %}{% for i in range(99) %}{% set s = s ~ i %}{% set s = s|upper %}{% endfor %}", "memory")]
    [InlineData("{% set s = 'x' * 9999999 %}{% for i in range(99999) %}{% if ('y' in s) %}{% endif %}{% endfor %}", "steps")]
    [InlineData("{% set s = 'x' * 9999999 %}{% for i in range(99999) %}{% if s|length %}{% endif %}{% endfor %}", "")]
    [InlineData("{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}{{ ns.x == ns }}{{ [ns]|string|length }}", "")]
    [InlineData("{% set ns = namespace() %}{% set ns.x = ns %}{{ ns|tojson }}", "not JSON serializable")]
    public void Render_HostileTemplate_EndsWithinItsLimits(string template, string reason)
    {
        var error = Record.Exception(() => Render(template));
        if (reason.Length == 0) Assert.Null(error);
        else Assert.Contains(reason, Assert.IsType<ChatTemplateException>(error).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_SmallLimits_AreKept()
    {
        Assert.Equal("12", Render("{% for i in [1, 2] %}{{ i }}{% endfor %}", limits: new(Steps: 20)));
        Assert.Throws<ChatTemplateException>(() => Render("{% for i in [1, 2] %}{{ i }}{% endfor %}", limits: new(Steps: 5)));
        Assert.Throws<ChatTemplateException>(() => Render("{{ 'abcdef' }}", limits: new(Bytes: 5)));
    }

    [Fact]
    public void Parse_OnASmallStack_IsRefusedNotFatal()
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(() => Render("{% macro f() %}{% if 1 %}{{ [f()]|join }}{% endif %}{% endmacro %}{{ f() }}")), 192 * 1024);
        thread.Start();
        thread.Join();
        Assert.IsType<ChatTemplateException>(error);
    }

    [Fact]
    public void Render_OneTemplateOnManyThreads_GivesTheSame()
    {
        var template = JinjaTemplate.Parse("{% set ns = namespace(x=0) %}{% for i in range(100) %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}");
        Parallel.For(0, 64, _ => Assert.Equal("4950", template.Render([], DateTimeOffset.UnixEpoch).Chars));
    }

    private static string Render(string template, JsonElement? variables = null, Limits? limits = null) =>
        JinjaTemplate.Parse(template).Render(
            [
                .. variables?.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Engine.Chat.Jinja.Json.Read(property.Value, fromMessage: false))) ?? [],
                KeyValuePair.Create<string, Value>("inf", double.PositiveInfinity), KeyValuePair.Create<string, Value>("nan", double.NaN),   // JSON has neither
            ],
            DateTimeOffset.Parse("2026-01-05T15:04:09Z", System.Globalization.CultureInfo.InvariantCulture), limits).Chars;
}
