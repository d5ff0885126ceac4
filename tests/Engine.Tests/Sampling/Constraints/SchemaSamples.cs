namespace Engine.Tests.Sampling.Constraints;

/// <summary>Schemas of all that can be enforced.</summary>
internal static class SchemaSamples
{
    public static readonly string[] All =
    [
        // Types, constants, enumerations.
        """{"type":"null"}""",
        """{"type":"boolean"}""",
        """{"type":"integer"}""",
        """{"type":"number"}""",
        """{"type":"string"}""",
        """{"type":["string","null"]}""",
        """{"enum":["red","green","a \"quoted\" one",1.5,null,{"a":[1,2]}]}""",
        """{"const":"only"}""",
        """{"type":"integer","enum":[1,2.0,"3",4]}""",
        """{"type":"string","not":{"enum":["","a","b","\n"]},"maxLength":2}""",
        """{"not":{"type":["object","array","string"]}}""",
        """{"type":["integer","boolean"],"not":{"const":false}}""",
        // Numbers.
        """{"type":"integer","minimum":3,"maximum":17}""",
        """{"type":"integer","exclusiveMinimum":-120,"exclusiveMaximum":-3}""",
        """{"type":"integer","minimum":-15,"maximum":1203}""",
        """{"type":"number","minimum":0.25,"maximum":10.5}""",
        """{"type":"number","exclusiveMinimum":-1.5,"exclusiveMaximum":0}""",
        """{"type":"integer","multipleOf":7,"minimum":-100}""",
        """{"type":"number","multipleOf":0.05,"minimum":0,"maximum":20}""",
        """{"type":"integer","minimum":1,"not":{"enum":[1,2,3]}}""",
        """{"type":"number","minimum":1e3}""",
        // Strings.
        """{"type":"string","minLength":3,"maxLength":8,"pattern":"^[ -~]*$"}""",
        """{"type":"string","pattern":"^[A-Z]{2}-[0-9]{3,5}$"}""",
        """{"type":"string","pattern":"ab+c","maxLength":12,"not":{"const":"abc"}}""",
        """{"type":"string","pattern":"^(\"|\\\\|/)+$","minLength":2,"maxLength":6}""",
        """{"allOf":[{"type":"string","pattern":"^a"},{"pattern":"z$"},{"maxLength":9}]}""",
        """{"type":"string","format":"date"}""",
        """{"type":"string","format":"time"}""",
        """{"type":"string","format":"date-time"}""",
        """{"type":"string","format":"uuid"}""",
        """{"type":"string","format":"email","maxLength":40}""",
        """{"type":"string","format":"ipv4"}""",
        // Arrays.
        """{"type":"array"}""",
        """{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":5}""",
        """{"type":"array","prefixItems":[{"const":"x"},{"type":"integer"},{"type":"boolean"}],"items":false}""",
        """{"type":"array","prefixItems":[{"const":"x"},{"type":"integer"}],"items":{"enum":["y","z"]},"minItems":3,"maxItems":6}""",
        """{"type":"array","items":{"type":"integer","minimum":0,"maximum":9},"contains":{"const":7},"maxItems":6}""",
        """{"type":"array","items":{"enum":[1,2,3,4]},"contains":{"enum":[2,4]},"minContains":2,"maxContains":3,"minItems":4,"maxItems":8}""",
        """{"type":"array","items":{"enum":["a","b","c","d"]},"uniqueItems":true,"minItems":2}""",
        """{"type":"array","items":{"type":["boolean","null"]},"uniqueItems":true}""",
        """{"type":"array","items":{"type":"integer","minimum":1,"maximum":12},"uniqueItems":true,"minItems":1,"maxItems":3}""",
        // Objects.
        """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":150},"city":{"type":"string"}},"required":["name","age","city"],"additionalProperties":false}""",
        """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"boolean"},"c":{"type":"null"}},"required":["b"]}""",
        """{"type":"object","properties":{"a":true,"b":{"const":2}},"additionalProperties":{"type":"boolean"},"maxProperties":4}""",
        """{"type":"object","patternProperties":{"^n[0-9]{3,}$":{"type":"integer"},"^s[a-z]{3,}$":{"type":"string"}},"additionalProperties":false}""",
        """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"},"c":{"type":"integer"},"d":{"type":"integer"}},"minProperties":2,"maxProperties":3}""",
        """{"type":"object","minProperties":3,"additionalProperties":{"type":["integer","object"]}}""",
        """{"type":"object","propertyNames":{"pattern":"^[a-z]{4,}$"},"additionalProperties":{"type":"integer"}}""",
        """{"type":"object","required":["id"],"properties":{"tags":{"type":"array","items":{"type":"string"}}},"additionalProperties":false,"patternProperties":{"^id$":{"type":"integer"}}}""",
        """{"type":"object","properties":{"we/ird~":{"type":"integer"},"\"quoted\"":{"type":"integer"},"ключ":{"type":"integer"}},"required":["we/ird~","\"quoted\"","ключ"]}""",
        // Together, by reference, recursively.
        """{"anyOf":[{"type":"integer","minimum":5},{"type":"string","pattern":"^x"},{"type":"array","maxItems":0}]}""",
        """{"oneOf":[{"type":"object","properties":{"kind":{"const":"circle"},"r":{"type":"number","minimum":0}},"required":["kind","r"]},{"type":"object","properties":{"kind":{"const":"square"},"side":{"type":"integer"}},"required":["kind","side"]},{"type":"null"}]}""",
        """{"allOf":[{"type":"object","properties":{"a":{"type":"integer","minimum":1}},"required":["a"]},{"properties":{"a":{"maximum":3},"b":{"type":"boolean"}},"required":["b"]}]}""",
        """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/node"},"maxItems":2}},"required":["value"]}}}""",
        """{"$defs":{"list":{"anyOf":[{"type":"null"},{"type":"object","properties":{"head":{"type":"integer"},"tail":{"$ref":"#/$defs/list"}},"required":["head","tail"],"additionalProperties":false}]}},"$ref":"#/$defs/list"}""",
        """{"type":"object","properties":{"x":{"$ref":"#/$defs/small","maximum":4}},"required":["x"],"$defs":{"small":{"type":"integer","minimum":2,"maximum":9}}}""",
        """{"$id":"https://example.org/s","type":"array","items":{"$ref":"#item"},"minItems":1,"$defs":{"i":{"$anchor":"item","enum":[1,2]}}}""",
        """{"type":"object","properties":{"a":{"anyOf":[{"type":"integer"},{"type":"null"}]},"b":{"anyOf":[{"const":"x"},{"const":"y"}]}},"required":["a","b"],"anyOf":[{"properties":{"a":{"type":"null"}}},{"properties":{"b":{"const":"x"}}}]}""",
        """{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Deep","type":"array","items":{"type":"array","items":{"type":"array","items":{"type":"integer"},"maxItems":3},"maxItems":3},"maxItems":3}""",
        """true""",
        """{"description":"anything","examples":[1],"default":2}""",
        """{"type":"object","properties":{"when":{"type":"string","format":"date"},"who":{"type":"string","minLength":1,"maxLength":20},"n":{"type":["integer","null"],"minimum":0},"tags":{"type":"array","items":{"enum":["a","b","c"]},"uniqueItems":true,"maxItems":3},"more":{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}},"required":["when","who","tags","more"]}""",
    ];
}
