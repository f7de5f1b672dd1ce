package dev.orderly.messaging;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;

/**
 * Hears what is published from before the first bean until the process ends. Spring asks no listener any more that is a
 * bean and was destroyed, and fails nobody's publishing for that: whoever commits while the application goes down, such
 * as a request that took longer than it is waited for, would commit without its event.
 */
class HearEvents implements BeanFactoryPostProcessor, SmartInitializingSingleton {

    private final ConfigurableApplicationContext context;
    private final Supplier<OutboxRecorder> recorder;

    HearEvents(ConfigurableApplicationContext context) {
        this.context = context;
        this.recorder = Suppliers.memoize(() -> context.getBean(OutboxRecorder.class));
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        context.addApplicationListener(new Listener(recorder));
    }

    /** From here on it needs no bean to be looked up, of which there are none in the end. */
    @Override
    public void afterSingletonsInstantiated() {
        var _ = recorder.get();
    }

    private record Listener(Supplier<OutboxRecorder> recorder)
            implements ApplicationListener<PayloadApplicationEvent<?>> {

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<?> published) {
            recorder.get().hear(published.getPayload());
        }
    }
}
