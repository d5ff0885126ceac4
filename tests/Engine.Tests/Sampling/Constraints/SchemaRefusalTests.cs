namespace Engine.Tests.Sampling.Constraints;

/// <summary>What a schema asks for and cannot have is refused with the place, never left out.</summary>
public sealed class SchemaRefusalTests
{
    private const int Deep = 200;

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"if":{"const":1},"then":{"type":"integer"}}}}""", "#/properties/a/if")]
    [InlineData("""{"unevaluatedProperties":false}""", "#/unevaluatedProperties")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", "#/dependentRequired")]
    [InlineData("""{"contentEncoding":"base64"}""", "#/contentEncoding")]
    [InlineData("""{"properties":{"a/b":{"mimimum":3}}}""", "#/properties/a~1b/mimimum")]
    [InlineData("""{"type":"strnig"}""", "#/type")]
    [InlineData("""{"type":"string","format":"hostname"}""", "#/format")]
    [InlineData("""{"type":"string","pattern":"^(a)\\1$"}""", "#/pattern")]
    [InlineData("""{"type":"string","pattern":"(?=a)b"}""", "#/pattern")]
    [InlineData("""{"patternProperties":{"[":{}}}""", "#/patternProperties/[")]
    [InlineData("""{"minimum":"3"}""", "#/minimum")]
    [InlineData("""{"minItems":-1}""", "#/minItems")]
    [InlineData("""{"multipleOf":0}""", "#/multipleOf")]
    [InlineData("""{"items":[{"type":"integer"}]}""", "#/items")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/none"}]}""", "#/allOf/0/$ref")]
    [InlineData("""{"$ref":"https://example.org/other"}""", "#/$ref")]
    [InlineData("""{"anyOf":[]}""", "#/anyOf")]
    [InlineData("""{"not":{"minimum":3}}""", "#/not")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "#/oneOf")]
    [InlineData("""{"oneOf":[{"properties":{"a":{"type":"integer"}}},{"properties":{"b":{"type":"integer"}}}]}""", "#/oneOf")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "#/uniqueItems")]
    [InlineData("""{"type":"array","contains":{"minimum":3},"maxContains":2}""", "#/contains")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "#/$schema")]
    [InlineData("""{"properties":3}""", "#/properties")]
    [InlineData("""{"required":"a"}""", "#/required")]
    [InlineData("""{"enum":3}""", "#/enum")]
    [InlineData("""{"$ref":"#"}""", "#")]
    [InlineData("""{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/a"},{"type":"null"}]}},"$ref":"#/$defs/a"}""", "#/$defs/a")]
    [InlineData("""7""", "#")]
    public void JsonSchema_WhatCannotBeEnforced_IsRefusedWithThePlace(string schema, string place)
    {
        var refused = Assert.Throws<ConstraintException>(() => Constraint.JsonSchema(schema));
        Assert.StartsWith(place, refused.Place, StringComparison.Ordinal);
        Assert.True(refused.Message.Length < 400, refused.Message);
    }

    [Theory]
    [InlineData("{\"type\": ")]
    [InlineData("")]
    public void JsonSchema_NoJson_IsRefused(string schema) =>
        Assert.Contains("no JSON", Assert.Throws<ConstraintException>(() => Constraint.JsonSchema(schema)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("false")]
    [InlineData("""{"allOf":[{"type":"integer"},{"type":"string"}]}""")]
    [InlineData("""{"type":"integer","minimum":5,"maximum":4}""")]
    [InlineData("""{"type":"object","properties":{"a":false},"required":["a"]}""")]
    [InlineData("""{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}""")]
    public void JsonSchema_NothingSatisfiesIt_IsRefused(string schema) =>
        Assert.Contains("no text satisfies", Assert.Throws<ConstraintException>(() => Constraint.JsonSchema(schema)).Message, StringComparison.Ordinal);

    [Fact]
    public void JsonSchema_NestedWithoutEnd_IsRefused()
    {
        string deep = string.Concat(Enumerable.Repeat("""{"items":""", Deep)) + "{}" + new string('}', Deep);
        Assert.Throws<ConstraintException>(() => Constraint.JsonSchema(deep));
        string references = string.Concat(Enumerable.Range(0, Deep).Select(i => $$""" "d{{i}}":{"$ref":"#/$defs/d{{i + 1}}"},"""));
        Assert.Throws<ConstraintException>(() => Constraint.JsonSchema("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + references + $"\"d{Deep}\":{{}}}}}}"));
    }

    [Fact]
    public void JsonSchema_BranchesThatMultiply_AreRefused()
    {
        string either = """{"anyOf":[{"minLength":1},{"maxLength":9}]}""";
        Assert.Throws<ConstraintException>(() => Constraint.JsonSchema($$"""{"allOf":[{{string.Join(',', Enumerable.Repeat(either, 30))}}]}"""));
    }

    [Fact]
    public void JsonSchema_PatternThatNeedsTooManyStates_IsRefused()
    {
        var refused = Assert.Throws<ConstraintException>(() => Constraint.JsonSchema("""{"type":"string","pattern":"(a|b)*a(a|b){40}","maxLength":90}"""));
        Assert.Equal("#", refused.Place);
    }
}
