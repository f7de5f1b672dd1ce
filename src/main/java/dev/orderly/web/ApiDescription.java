package dev.orderly.web;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.web.method.HandlerMethod;

/** What all operations have in common in the API's description; the rest stands on the controllers. */
class ApiDescription implements OpenApiCustomizer, OperationCustomizer {

    private static final String SCHEME = "apiKey";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(IdempotentCall.class);
    }

    @Override
    public void customise(OpenAPI api) {
        api.setInfo(new Info()
                .title("Orderly")
                .version("1")
                .description("Takes orders, reserves their stock, collects their payment and tells the customer."
                        + " Errors are RFC 9457 problem+json with a stable type."));
        api.setServers(List.of(new Server().url("/")));
        api.addSecurityItem(new SecurityRequirement().addList(SCHEME));
        components(api)
                .addSecuritySchemes(
                        SCHEME,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An API key"));
        ModelConverters.getInstance(true)
                .readAll(new AnnotatedType(ProblemAnswer.class))
                .forEach(components(api)::addSchemas);
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        if (Arrays.stream(method.getMethodParameters()).anyMatch(it -> it.getParameterType() == IdempotentCall.class)) {
            operation.addParametersItem(new HeaderParameter()
                    .name(IdempotencyKey.HEADER)
                    .required(true)
                    .description("Your name for this request; sent again, it gets the first answer again")
                    .schema(new StringSchema().maxLength(255))
                    .example("8e03978e-40d5-43dd-bc93-6894a57f9324"));
        }
        operation.getResponses().addApiResponse(ApiResponses.DEFAULT, problem());
        return operation;
    }

    private static Components components(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        return api.getComponents();
    }

    private static ApiResponse problem() {
        io.swagger.v3.oas.models.media.Schema<?> schema =
                new io.swagger.v3.oas.models.media.Schema<>().$ref("#/components/schemas/Problem");
        return new ApiResponse()
                .description("What was refused, why, and what to do")
                .content(new Content().addMediaType("application/problem+json", new MediaType().schema(schema)));
    }

    /** The shape of {@link Problem} in the description. */
    @Schema(name = "Problem")
    record ProblemAnswer(
            @Schema(example = "urn:orderly:problem:invalid-request")
            String type,

            @Schema(example = "The request is not valid") String title,
            @Schema(example = "400") int status,

            @Schema(example = "Correct this field and send the request again: lines[0].quantity: must be at least 1.")
            String detail,

            @Schema(example = "/api/orders") String instance,
            @Nullable List<FieldError> errors) {}
}
